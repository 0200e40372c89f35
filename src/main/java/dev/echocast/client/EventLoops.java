package dev.echocast.client;

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loops of all clients of this process: daemon threads, one per processor, made
 * when the first client is. A client keeps the one it gets.
 */
final class EventLoops {

	private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(
			Runtime.getRuntime().availableProcessors(), new DefaultThreadFactory("echocast-client", true),
			NioIoHandler.newFactory());

	private EventLoops() {
	}

	static EventLoop next() {
		return LOOPS.next();
	}

	static void shutdown() {
		LOOPS.shutdownGracefully(0, 100, TimeUnit.MILLISECONDS).awaitUninterruptibly(100);
	}

}

package dev.echocast.transport;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Says in the log that connections cannot be accepted, mostly for want of file
 * descriptors. Reactor Netty tries again after a second, without a word. One line a
 * minute is enough, because that state may last. Belongs to the listening channel and is
 * confined to its event loop.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

	private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final Log logger = LogFactory.getLog(AcceptFailures.class);

	private boolean reported;

	private long lastReport;

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		long now = context.channel().eventLoop().ticker().nanoTime();
		if (!this.reported || now - this.lastReport >= QUIET_NANOS) {
			this.reported = true;
			this.lastReport = now;
			logger.warn("Cannot accept connections, trying again every second: " + cause.getMessage());
		}
		context.fireExceptionCaught(cause);
	}

}

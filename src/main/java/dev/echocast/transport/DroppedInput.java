package dev.echocast.transport;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a peer still sends and drops it, until the peer ends it, is silent for
 * {@code echocast.transport.close-timeout}, takes longer than
 * {@code echocast.transport.request-timeout} or sends more than {@link #MAX_BYTES}; then
 * the connection is closed. Behind it nothing of the input is seen any more.
 */
final class DroppedInput extends ChannelInboundHandlerAdapter {

	/** More than anybody sends who has made a mistake. */
	static final long MAX_BYTES = 64 * 1024 * 1024;

	private final long silenceMillis;

	private long ticks;

	private long bytes;

	private boolean heard;

	private @Nullable Future<?> ticking;

	DroppedInput(TransportProperties properties) {
		this.silenceMillis = properties.closeTimeout().toMillis();
		this.ticks = Math.max(1, properties.requestTimeout().toMillis() / this.silenceMillis);
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.ticking = context.executor()
			.scheduleWithFixedDelay(() -> tick(context), this.silenceMillis, this.silenceMillis, TimeUnit.MILLISECONDS);
		context.channel().config().setAutoRead(true);
		context.read();
	}

	private void tick(ChannelHandlerContext context) {
		this.ticks--;
		if (!this.heard || this.ticks <= 0) {
			context.close();
		}
		this.heard = false;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.heard = true;
		this.bytes += (message instanceof ByteBuf buffer) ? buffer.readableBytes() : 0;
		ReferenceCountUtil.release(message);
		if (this.bytes > MAX_BYTES) {
			context.close();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		// Nobody has read anything.
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		// The peer is gone, and has its answer or does not want it.
		context.close();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		stop();
		context.fireChannelInactive();
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		stop();
	}

	private void stop() {
		if (this.ticking != null) {
			this.ticking.cancel(false);
		}
	}

}

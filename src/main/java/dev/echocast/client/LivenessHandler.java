package dev.echocast.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Notices a server that is gone without a word: pings, and gives the connection up when
 * nothing came within the timeout. It sits before the frame decoder, so that a large
 * frame on a slow line counts as life. While reading is off the server's answer cannot be
 * seen and nothing is concluded.
 */
final class LivenessHandler extends ChannelInboundHandlerAdapter {

	private final Duration interval;

	private final Duration timeout;

	private final Runnable ping;

	private @Nullable ScheduledFuture<?> next;

	private boolean heard;

	LivenessHandler(Duration interval, Duration timeout, Runnable ping) {
		this.interval = interval;
		this.timeout = timeout;
		this.ping = ping;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		if (!this.interval.isZero()) {
			pingLater(ctx);
		}
	}

	private void pingLater(ChannelHandlerContext ctx) {
		this.next = ctx.executor().schedule(() -> {
			this.heard = false;
			this.ping.run();
			this.next = ctx.executor().schedule(() -> check(ctx), this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}, this.interval.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void check(ChannelHandlerContext ctx) {
		if (this.heard || !ctx.channel().config().isAutoRead()) {
			pingLater(ctx);
		}
		else {
			ctx.fireExceptionCaught(Failures.silent(this.timeout));
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		this.heard = true;
		ctx.fireChannelRead(message);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (this.next != null) {
			this.next.cancel(false);
		}
		ctx.fireChannelInactive();
	}

}

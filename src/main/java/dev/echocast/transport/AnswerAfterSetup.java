package dev.echocast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Holds the handshake's answer back until the session is set up: whoever sees 101 is
 * already a member of the topic it asked for, and what the session says first leaves
 * together with the answer. Frames that came along with the handshake wait here until
 * there is somebody to take them.
 *
 * <p>
 * It stays in the pipeline until the end of the event loop's pass that does the upgrade.
 */
final class AnswerAfterSetup extends ChannelDuplexHandler {

	private boolean answered;

	private @Nullable ByteBuf early;

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		context.channel().eventLoop().execute(() -> {
			if (!context.isRemoved()) {
				context.pipeline().remove(this);
			}
		});
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
		if (this.answered) {
			context.write(message, written);
			return;
		}
		this.answered = true;
		context.write(message, context.voidPromise());
		// The upgrade goes on when it takes the answer for written.
		written.setSuccess();
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		// When this is removed.
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.answered && this.early == null && message instanceof ByteBuf bytes) {
			this.early = bytes;
		}
		else {
			context.fireChannelRead(message);
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		context.flush();
		if (this.early != null) {
			context.fireChannelRead(this.early);
			this.early = null;
		}
	}

}

package dev.echocast.transport;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Lets the session be set up when the handshake's answer is written but not yet flushed:
 * whoever sees 101 is already a member of the topic it asked for, and what the session
 * says first leaves together with the answer.
 */
@Sharable
final class AnswerAfterSetup extends ChannelOutboundHandlerAdapter {

	static final String NAME = "echocast.answerAfterSetup";

	static final AnswerAfterSetup INSTANCE = new AnswerAfterSetup();

	private AnswerAfterSetup() {
	}

	@Override
	public void write(ChannelHandlerContext context, Object answer, ChannelPromise written) {
		context.write(answer, context.voidPromise());
		context.pipeline().remove(this);
		// What waits for this sets the session up here and now; the flush comes next.
		written.setSuccess();
	}

}

package dev.echocast.client;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Sends the opening handshake when the connection is up, secured if it is to be, and
 * reports the answer.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {

	/** Enough for the one line in which a server says why it refuses. */
	private static final int MAX_EXPLANATION = 512;

	/**
	 * Answers like 100 and 103 that may come before the one that counts (RFC 9110 section
	 * 15.2).
	 */
	private static final int MAX_INFORMATIONAL = 16;

	private final Handshake handshake;

	private final Outcome outcome;

	private final StringBuilder explanation = new StringBuilder();

	private @Nullable HttpResponse response;

	private int informational;

	private boolean done;

	HandshakeHandler(Handshake handshake, Outcome outcome) {
		this.handshake = handshake;
		this.outcome = outcome;
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET,
				this.handshake.path(), Unpooled.EMPTY_BUFFER);
		for (Map.Entry<String, String> header : this.handshake.requestHeaders()) {
			request.headers().add(header.getKey(), header.getValue());
		}
		var unused = ctx.writeAndFlush(request);
		ctx.fireChannelActive();
		// Reactor Netty's own handler, which has just been told, turned it off.
		ctx.channel().config().setAutoRead(true);
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		try {
			if (message instanceof HttpResponse head && this.response == null && !this.done) {
				received(ctx, head);
			}
			if (message instanceof HttpContent content && this.response != null && !this.done) {
				explain(ctx, this.response, content);
			}
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	private void received(ChannelHandlerContext ctx, HttpResponse head) {
		if (head.decoderResult().isFailure()) {
			failed(ctx, Failures.protocol("the server does not speak HTTP"));
		}
		else if (head.status().code() == 101) {
			this.done = true;
			this.outcome.upgraded(ctx, head);
		}
		else if (head.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
			this.response = head;
		}
		else if (++this.informational > MAX_INFORMATIONAL) {
			failed(ctx, Failures.protocol("the server's answer to the opening handshake does not come to an end"));
		}
	}

	private void explain(ChannelHandlerContext ctx, HttpResponse head, HttpContent content) {
		this.explanation.append(content.content().toString(StandardCharsets.UTF_8));
		if (content instanceof LastHttpContent || this.explanation.length() > MAX_EXPLANATION) {
			rejected(ctx, head);
		}
	}

	private void rejected(ChannelHandlerContext ctx, HttpResponse head) {
		this.done = true;
		String why = this.explanation.toString().lines().findFirst().orElse("").strip();
		boolean html = why.startsWith("<");
		String line = (why.isEmpty() || html) ? head.status().reasonPhrase() : why;
		this.outcome.rejected(head, line.substring(0, Math.min(line.length(), MAX_EXPLANATION)));
		var unused = ctx.close();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		failed(ctx, cause);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (this.response != null && !this.done) {
			rejected(ctx, this.response);
		}
		failed(ctx, Failures.lost("the connection ended during the opening handshake"));
		ctx.fireChannelInactive();
	}

	private void failed(ChannelHandlerContext ctx, Throwable cause) {
		if (!this.done) {
			this.done = true;
			this.outcome.failed(cause);
			var unused = ctx.close();
		}
	}

	/** Who wants to know. */
	interface Outcome {

		void upgraded(ChannelHandlerContext ctx, HttpResponse response);

		void rejected(HttpResponse response, String why);

		void failed(Throwable cause);

	}

}

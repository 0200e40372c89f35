package dev.echocast.transport;

import java.io.IOException;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a malformed request gets one answer with a line of why, in its turn,
 * and that nothing behind the fault is looked at.
 *
 * <p>
 * A malformed head is only marked: Reactor Netty answers it in its turn. A malformed body
 * is answered here, because Reactor Netty would end it like a complete one; its reader
 * sees the connection end instead. It leaves the pipeline with the upgrade.
 */
final class MalformedRequests extends ChannelDuplexHandler {

	private final SessionListeners listeners;

	/** Requests that have come and are not answered to the end. */
	private int unanswered;

	/** Whether the answer to the first of them has begun. */
	private boolean responding;

	/** Why the last request that was looked at is malformed. */
	private @Nullable Throwable fault;

	private boolean inBody;

	/** Whether the last answer of this connection is on its way. */
	private boolean refused;

	MalformedRequests(SessionListeners listeners) {
		this.listeners = listeners;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.fault != null) {
			ReferenceCountUtil.release(message);
		}
		else if (message instanceof HttpRequest request) {
			this.unanswered++;
			check(request);
			context.fireChannelRead(request);
		}
		else if (message instanceof HttpContent body && body.decoderResult().isFailure()) {
			this.fault = body.decoderResult().cause();
			this.inBody = true;
			body.release();
			refuseBody(context);
		}
		else {
			context.fireChannelRead(message);
		}
	}

	/**
	 * Answers repeat the version of their request, so it is made one that exists; of an
	 * HTTP/1.0 request the wish to upgrade is ignored (RFC 9110, section 7.8).
	 */
	private void check(HttpRequest request) {
		QueryToken.hide(request);
		String fault = request.decoderResult().isFailure() ? null : RequestRules.fault(request);
		if (fault != null) {
			request.setDecoderResult(DecoderResult.failure(new FaultException(fault)));
		}
		if (request.decoderResult().isFailure()) {
			this.fault = request.decoderResult().cause();
			this.listeners.rejected("malformed");
		}
		else if (request.protocolVersion().minorVersion() == 0) {
			request.headers().remove(HttpHeaderNames.UPGRADE);
		}
		else {
			request.setProtocolVersion(HttpVersion.HTTP_1_1);
		}
	}

	/**
	 * Say why and close, unless others are to be answered before.
	 */
	private void refuseBody(ChannelHandlerContext context) {
		if (this.unanswered > 1) {
			return;
		}
		this.refused = true;
		this.listeners.rejected("malformed");
		Object answer = Unpooled.EMPTY_BUFFER;
		if (this.unanswered == 1 && !this.responding) {
			boolean large = this.fault instanceof TooLongHttpHeaderException;
			answer = LastResponse.of(
					large ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE : HttpResponseStatus.BAD_REQUEST,
					large ? "trailers too large" : "malformed request body");
		}
		context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (this.refused) {
			ReferenceCountUtil.release(message);
			promise.trySuccess();
			return;
		}
		if (message instanceof HttpResponse response) {
			if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
				context.write(message, promise);
				return;
			}
			this.responding = true;
		}
		context.write(explained(message), promise);
		if (message instanceof LastHttpContent) {
			this.responding = false;
			this.unanswered--;
			if (this.inBody) {
				refuseBody(context);
			}
		}
	}

	/**
	 * A connection that was reset, or whose TLS is broken, is closed, and whoever reads
	 * from it sees that. Of the exception Reactor Netty would tell him twice, the second
	 * time in the log.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof IOException || cause instanceof DecoderException) {
			context.close();
		}
		else {
			context.fireExceptionCaught(cause);
		}
	}

	/** With a line of why, if it is Reactor Netty's answer to a malformed head. */
	private Object explained(Object message) {
		Throwable fault = this.fault;
		if (fault == null || this.inBody || this.unanswered > 1
				|| !(message instanceof FullHttpResponse response && !response.content().isReadable())) {
			return message;
		}
		response.release();
		return LastResponse.of(response.status(), line(fault));
	}

	private static String line(Throwable fault) {
		if (fault instanceof FaultException ours) {
			return ours.line;
		}
		return (fault instanceof TooLongHttpLineException) ? "request line too long"
				: (fault instanceof TooLongHttpHeaderException) ? "request header too large" : "malformed request";
	}

	/**
	 * A fault that Netty lets pass.
	 */
	private static final class FaultException extends RuntimeException {

		private final String line;

		FaultException(String line) {
			super(line, null, false, false);
			this.line = line;
		}

	}

}

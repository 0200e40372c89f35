package dev.echocast.transport;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines for plain HTTP, and words for requests so malformed that nobody else sees
 * them. A request's head has one deadline, from the opened connection or the head's first
 * byte on; the whole request has another. It leaves the pipeline with the upgrade.
 */
final class RequestGuard extends ChannelDuplexHandler {

	private final TransportProperties properties;

	private final SessionListeners listeners;

	private @Nullable Future<?> deadline;

	private boolean inRequest;

	/** Whether something was parsed in the current read of the socket. */
	private boolean parsed;

	private boolean received;

	private boolean responding;

	private boolean malformed;

	/** Whether the last answer of this connection is on its way. */
	private boolean refused;

	RequestGuard(TransportProperties properties, SessionListeners listeners) {
		this.properties = properties;
		this.listeners = listeners;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		arm(context, this.properties.handshakeTimeout().toMillis());
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		disarm();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		disarm();
		context.fireChannelInactive();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.parsed = true;
		String fault = (message instanceof HttpRequest request) ? fault(request) : null;
		if (fault != null && !this.refused) {
			this.refused = true;
			this.listeners.rejected("malformed");
			disarm();
			refuse(context, HttpResponseStatus.BAD_REQUEST, fault);
		}
		if (this.refused) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof HttpRequest request) {
			this.inRequest = true;
			this.responding = false;
			this.malformed = request.decoderResult().isFailure();
			arm(context, this.properties.requestTimeout().toMillis());
		}
		if (message instanceof LastHttpContent || (this.malformed && message instanceof HttpObject)) {
			this.inRequest = false;
			disarm();
		}
		context.fireChannelRead(message);
	}

	/**
	 * What Netty lets pass and nobody else should see. Answers repeat the version of
	 * their request, so it is made one that exists; of an HTTP/1.0 request the wish to
	 * upgrade is ignored (RFC 9110, section 7.8).
	 * @return one line for the peer, or null for a request that may go on
	 */
	private static @Nullable String fault(HttpRequest request) {
		HttpVersion version = request.protocolVersion();
		if (request.decoderResult().isFailure()) {
			return null;
		}
		if (version.majorVersion() != 1 || !version.protocolName().equals("HTTP")) {
			return "HTTP version must be 1.1";
		}
		if (!isTarget(request.uri()) && !request.method().equals(HttpMethod.CONNECT)) {
			return "request target must be a path";
		}
		if (version.minorVersion() == 0) {
			request.headers().remove(HttpHeaderNames.UPGRADE);
		}
		else {
			request.setProtocolVersion(HttpVersion.HTTP_1_1);
		}
		return null;
	}

	private static boolean isTarget(String uri) {
		return uri.startsWith("/") || uri.equals("*") || uri.contains("://");
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.received = true;
		if (!this.parsed && !this.inRequest && this.deadline == null && !this.malformed) {
			// Bytes that make no request yet: the head of the next one has begun.
			arm(context, this.properties.handshakeTimeout().toMillis());
		}
		this.parsed = false;
		context.fireChannelReadComplete();
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpResponse response && isFinal(response)) {
			this.responding = true;
			if (this.malformed && message instanceof FullHttpResponse empty && !empty.content().isReadable()) {
				this.listeners.rejected("malformed");
				empty.release();
				context.write(explained(response.status()), promise);
				return;
			}
		}
		if (message instanceof LastHttpContent && this.responding) {
			this.responding = false;
			// Answered: how long the peer may go on sending is not asked here.
			disarm();
		}
		context.write(message, promise);
	}

	/**
	 * Whether it is the answer and not one that others come before, such as 100.
	 */
	private static boolean isFinal(HttpResponse response) {
		return response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
	}

	private static FullHttpResponse explained(HttpResponseStatus status) {
		String line = switch (status.code()) {
			case 414 -> "request line too long";
			case 431 -> "request header too large";
			default -> "malformed request";
		};
		return lastResponse(status, line);
	}

	private static FullHttpResponse lastResponse(HttpResponseStatus status, String line) {
		byte[] body = (line + "\n").getBytes(StandardCharsets.US_ASCII);
		FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
				Unpooled.wrappedBuffer(body));
		response.headers()
			.set(HttpHeaderNames.CONTENT_TYPE, "text/plain;charset=UTF-8")
			.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
			.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		return response;
	}

	private void arm(ChannelHandlerContext context, long millis) {
		disarm();
		this.deadline = context.executor().schedule(() -> expired(context), millis, TimeUnit.MILLISECONDS);
	}

	private void disarm() {
		if (this.deadline != null) {
			this.deadline.cancel(false);
			this.deadline = null;
		}
	}

	private void expired(ChannelHandlerContext context) {
		this.deadline = null;
		if (!this.received || this.responding) {
			// Nothing was asked, or the answer has begun: there is no place for a status.
			context.close();
			return;
		}
		this.listeners.rejected("timeout");
		refuse(context, HttpResponseStatus.REQUEST_TIMEOUT, "request too slow");
	}

	private static void refuse(ChannelHandlerContext context, HttpResponseStatus status, String line) {
		context.writeAndFlush(lastResponse(status, line)).addListener(ChannelFutureListener.CLOSE);
	}

}

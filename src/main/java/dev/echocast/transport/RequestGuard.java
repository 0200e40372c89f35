package dev.echocast.transport;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines for plain HTTP. A request's head has one, from the opened connection or the
 * head's first byte on; the whole request has another. It leaves the pipeline with the
 * upgrade.
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
		context.writeAndFlush(LastResponse.of(status, line)).addListener(ChannelFutureListener.CLOSE);
	}

}

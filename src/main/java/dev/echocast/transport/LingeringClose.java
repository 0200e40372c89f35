package dev.echocast.transport;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.NettyPipeline;

/**
 * Lets a peer read an answer that comes before its request has ended: the answer is the
 * last of the connection, and what the peer still sends is dropped, within bounds, until
 * it has seen the end (RFC 9112, section 9.6). It leaves the pipeline with the upgrade.
 * <p>
 * A peer gains nothing by it: within the same time it may keep a connection by sending a
 * request, and what is dropped takes no memory.
 */
final class LingeringClose extends ChannelDuplexHandler {

	private final TransportProperties properties;

	/** Requests that have ended and are not answered yet. */
	private int ended;

	/** Whether the request that came last is one of them, or was. */
	private boolean counted;

	/** Whether the answer being written is one that others come before, such as 100. */
	private boolean informational;

	/** Whether this closes the connection behind the answer, since nobody else does. */
	private boolean closes;

	/** Whether the last answer was written before its request ended. */
	private boolean early;

	private boolean lingering;

	LingeringClose(TransportProperties properties) {
		this.properties = properties;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.lingering) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof HttpRequest request) {
			this.counted = false;
			if (!hasBody(request)) {
				// The answer may be there before the end of nothing has been passed on.
				count(request);
			}
		}
		if (message instanceof LastHttpContent last) {
			count(last);
		}
		context.fireChannelRead(message);
	}

	private static boolean hasBody(HttpRequest request) {
		String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0");
		return HttpUtil.isTransferEncodingChunked(request) || !length.equals("0");
	}

	private void count(HttpObject end) {
		// Behind what is malformed there may be anything.
		if (!this.counted && end.decoderResult().isSuccess()) {
			this.counted = true;
			this.ended++;
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpResponse response) {
			this.informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
			if (!this.informational && this.ended == 0 && HttpUtil.isKeepAlive(response)) {
				HttpUtil.setKeepAlive(response, false);
				this.closes = true;
			}
		}
		if (message instanceof LastHttpContent && !this.informational) {
			context.write(message, answered(promise.unvoid()));
		}
		else {
			context.write(message, promise);
		}
	}

	private ChannelPromise answered(ChannelPromise promise) {
		this.early = this.ended == 0;
		this.ended = Math.max(0, this.ended - 1);
		return this.closes ? promise.addListener(ChannelFutureListener.CLOSE) : promise;
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		if (!this.early || this.lingering || !context.channel().isActive()) {
			context.close(promise);
			return;
		}
		this.lingering = true;
		context.channel().closeFuture().addListener((closed) -> promise.trySuccess());
		context.pipeline().addBefore(NettyPipeline.HttpCodec, null, new DroppedInput(this.properties));
		HalfClose.perform(context.channel());
	}

}

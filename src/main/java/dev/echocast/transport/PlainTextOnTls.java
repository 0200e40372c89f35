package dev.echocast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Tells who speaks plain HTTP on a port of TLS so, instead of ending the connection
 * without a word. Stands before TLS and leaves with the first byte of it: a record begins
 * with a byte of which no method of HTTP has any (RFC 8446, section 5.1).
 */
final class PlainTextOnTls extends ChannelInboundHandlerAdapter {

	private static final String LINE = "this port speaks TLS: use https or wss\n";

	private static final String ANSWER = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain;charset=UTF-8\r\n"
			+ "Content-Length: " + LINE.length() + "\r\nConnection: close\r\n\r\n" + LINE;

	private final SessionListeners listeners;

	private boolean answered;

	PlainTextOnTls(SessionListeners listeners) {
		this.listeners = listeners;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.answered) {
			ReferenceCountUtil.release(message);
		}
		else if (message instanceof ByteBuf bytes && isMethod(bytes)) {
			this.answered = true;
			this.listeners.rejected("malformed");
			bytes.release();
			// Around TLS, which comes behind this.
			context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), ANSWER))
				.addListener(ChannelFutureListener.CLOSE);
		}
		else {
			context.pipeline().remove(this);
			context.fireChannelRead(message);
		}
	}

	private static boolean isMethod(ByteBuf bytes) {
		byte first = bytes.isReadable() ? bytes.getByte(bytes.readerIndex()) : 0;
		return first >= 'A' && first <= 'Z';
	}

}

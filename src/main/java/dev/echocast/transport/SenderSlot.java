package dev.echocast.transport;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * The one {@code send} that a connection writes at a time, and where it writes. Confined
 * to the connection's event loop.
 */
final class SenderSlot {

	private final Channel channel;

	private final Codec codec;

	private OutboundMessages.@Nullable Sender sender;

	private boolean closed;

	SenderSlot(Channel channel, Codec codec) {
		this.channel = channel;
		this.codec = codec;
	}

	/**
	 * Make the sender the one that writes.
	 * @return false when another one writes or the session ends
	 */
	boolean attach(OutboundMessages.Sender sender) {
		if (this.sender != null || this.closed) {
			return false;
		}
		this.sender = sender;
		return true;
	}

	void detach(OutboundMessages.Sender sender) {
		if (this.sender == sender) {
			this.sender = null;
		}
	}

	boolean isWritable() {
		return this.channel.isWritable();
	}

	/** Write an element of the handler's stream, which is given away. */
	void write(WebSocketMessage message) {
		this.codec.write(message);
	}

	/**
	 * The channel takes more.
	 */
	void pull() {
		if (this.sender != null) {
			this.sender.pull();
		}
	}

	void close() {
		this.closed = true;
		if (this.sender != null) {
			this.sender.connectionClosed();
		}
	}

}

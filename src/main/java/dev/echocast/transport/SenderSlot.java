package dev.echocast.transport;

import org.jspecify.annotations.Nullable;

/**
 * The one {@code send} that a connection writes at a time. Confined to the connection's
 * event loop.
 */
final class SenderSlot {

	private OutboundMessages.@Nullable Sender sender;

	private boolean closed;

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

package dev.echocast.session;

import java.util.ArrayDeque;

import dev.echocast.memory.MemoryAccount;
import dev.echocast.transport.EncodedMessage;

/**
 * The messages of an {@link OutboundQueue}, counted. Each carries one reference. Confined
 * to the session's event loop; only the counts may be read from elsewhere.
 */
final class QueuedMessages {

	private final QueueProperties limits;

	private final MemoryAccount memory;

	private final ArrayDeque<EncodedMessage> queue = new ArrayDeque<>(1);

	private final Tally messages = new Tally();

	private final Tally bytes = new Tally();

	QueuedMessages(QueueProperties limits, MemoryAccount memory) {
		this.limits = limits;
		this.memory = memory;
	}

	long messages() {
		return this.messages.get();
	}

	long bytes() {
		return this.bytes.get();
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
	}

	/**
	 * Whether there is room for a message; there always is in an empty queue.
	 */
	boolean fits(EncodedMessage message) {
		return this.queue.isEmpty() || (messages() + message.messages() <= this.limits.messages()
				&& bytes() + message.wireBytes() <= this.limits.bytes().toBytes());
	}

	void add(EncodedMessage message) {
		this.queue.add(message);
		this.messages.add(message.messages());
		this.bytes.add(message.wireBytes());
		this.memory.hold(message.shared());
	}

	EncodedMessage remove() {
		EncodedMessage message = this.queue.remove();
		this.messages.add(-message.messages());
		this.bytes.add(-message.wireBytes());
		this.memory.drop(message.shared());
		return message;
	}

	void clear() {
		while (!isEmpty()) {
			remove().release();
		}
	}

}

package dev.echocast.broadcast;

import java.util.concurrent.atomic.AtomicInteger;

import dev.echocast.transport.EncodedMessage;
import org.jspecify.annotations.Nullable;

/**
 * One publication on its way to the members of this node. It holds one reference of its
 * message, which the last group that is done gives back.
 */
final class Delivery {

	private final EncodedMessage message;

	private final @Nullable String sender;

	private final AtomicInteger groupsLeft;

	private final Runnable delivered;

	/**
	 * Create a delivery.
	 * @param sender the session it comes from
	 * @param groups how many groups get it
	 * @param delivered run by the last of them
	 */
	Delivery(EncodedMessage message, @Nullable String sender, int groups, Runnable delivered) {
		this.message = message;
		this.sender = sender;
		this.groupsLeft = new AtomicInteger(groups);
		this.delivered = delivered;
	}

	EncodedMessage message() {
		return this.message;
	}

	@Nullable String sender() {
		return this.sender;
	}

	void groupDone() {
		if (this.groupsLeft.decrementAndGet() == 0) {
			this.message.release();
			this.delivered.run();
		}
	}

}

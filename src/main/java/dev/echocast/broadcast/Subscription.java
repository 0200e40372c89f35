package dev.echocast.broadcast;

import java.util.List;
import java.util.concurrent.Executor;

import dev.echocast.session.OutboundQueue;
import dev.echocast.transport.EncodedMessage;

/**
 * A member's place in a topic: the queue it is sent from and whether it gets its own
 * messages. Confined to the member's event loop.
 */
final class Subscription {

	private final String member;

	private final boolean self;

	private final Executor eventLoop;

	private final OutboundQueue queue;

	/** Where the group keeps it. */
	int index = -1;

	/**
	 * Create a subscription that is in no topic yet.
	 * @param member the member's session id
	 * @param self whether the member gets what it sends
	 */
	Subscription(String member, boolean self, Executor eventLoop, OutboundQueue queue) {
		this.member = member;
		this.self = self;
		this.eventLoop = eventLoop;
		this.queue = queue;
	}

	Executor eventLoop() {
		return this.eventLoop;
	}

	OutboundQueue queue() {
		return this.queue;
	}

	void deliver(Delivery delivery) {
		if (this.self || !this.member.equals(delivery.sender())) {
			this.queue.offer(delivery.message());
		}
	}

	/**
	 * Deliver several at once, joined if that is possible: a queue counts and drops
	 * single messages.
	 */
	void deliver(List<Delivery> deliveries, EncodedMessage joined) {
		if (this.self && this.queue.isIdle()) {
			this.queue.offer(joined);
		}
		else {
			deliveries.forEach(this::deliver);
		}
	}

}

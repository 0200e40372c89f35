package dev.echocast.broadcast;

import java.util.concurrent.Executor;

import dev.echocast.session.OutboundQueue;

/**
 * A member's place in a topic: the queue it is sent from and whether it gets its own
 * messages. Confined to the member's event loop.
 */
final class Subscription {

	private final String member;

	private final boolean self;

	private final boolean compressed;

	private final Executor eventLoop;

	private final OutboundQueue queue;

	/** Where the group keeps it. */
	int index = -1;

	/**
	 * Create a subscription that is in no topic yet.
	 * @param member the member's session id
	 * @param self whether the member gets what it sends
	 * @param compressed whether it takes its messages compressed
	 */
	Subscription(String member, boolean self, boolean compressed, Executor eventLoop, OutboundQueue queue) {
		this.member = member;
		this.self = self;
		this.compressed = compressed;
		this.eventLoop = eventLoop;
		this.queue = queue;
	}

	Executor eventLoop() {
		return this.eventLoop;
	}

	OutboundQueue queue() {
		return this.queue;
	}

	/**
	 * Whether it takes its messages compressed.
	 */
	boolean compressed() {
		return this.compressed;
	}

	void deliver(Delivery delivery) {
		if (this.self || !this.member.equals(delivery.sender())) {
			this.queue.offer(delivery.message(this.compressed));
		}
	}

	/**
	 * Whether several messages may be offered to it as a joined one. A queue counts and
	 * drops single messages, so only one that passes them on at once takes them joined.
	 */
	boolean takesJoined() {
		return this.self && this.queue.isIdle();
	}

}

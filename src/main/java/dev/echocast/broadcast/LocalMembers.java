package dev.echocast.broadcast;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.echocast.engine.Publication;
import dev.echocast.memory.MemoryLedger;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The members of a topic on this node, by their event loops. Members come and go one at a
 * time; everything else is safe for use from any thread.
 */
final class LocalMembers {

	private final String topic;

	private final List<EventLoopMembers> eventLoops = new CopyOnWriteArrayList<>();

	LocalMembers(String topic) {
		this.topic = topic;
	}

	/**
	 * Add a member; on its event loop.
	 */
	void add(Member member) {
		on(member).add(member);
	}

	/**
	 * Remove a member; on its event loop.
	 */
	void remove(Member member) {
		on(member).remove(member);
	}

	private EventLoopMembers on(Member member) {
		for (EventLoopMembers members : this.eventLoops) {
			if (members.eventLoop() == member.eventLoop()) {
				return members;
			}
		}
		EventLoopMembers members = new EventLoopMembers(this.topic, member.eventLoop());
		this.eventLoops.add(members);
		return members;
	}

	/**
	 * Deliver a publication to all of them soon.
	 * @param gap what they are told of what is lost before it, if something is
	 * @param ledger counts what it is encoded in
	 * @param delivered run when all have it
	 */
	void deliver(Publication publication, @Nullable Welcome gap, MemoryLedger ledger, Runnable delivered) {
		EventLoopMembers[] eventLoops = this.eventLoops.toArray(new EventLoopMembers[0]);
		// One more than there are event loops, so that it stays alive until all have it.
		Delivery delivery = new Delivery(publication, gap, eventLoops.length + 1, ledger, delivered);
		for (EventLoopMembers members : eventLoops) {
			members.deliver(delivery);
		}
		delivery.eventLoopDone();
	}

	/**
	 * Tell those soon who want to know who comes and goes.
	 */
	void announce(byte[] json) {
		this.eventLoops.forEach((members) -> members.announce(json));
	}

	/**
	 * Close all of them soon.
	 */
	void close(CloseStatus status) {
		this.eventLoops.forEach((members) -> members.close(status));
	}

	/**
	 * The sessions of some, in no order.
	 */
	Mono<List<String>> sessions(int limit) {
		return Flux.fromIterable(this.eventLoops)
			.flatMap((members) -> Mono.fromSupplier(() -> members.sessions(limit))
				.subscribeOn(Schedulers.fromExecutor(members.eventLoop())))
			.flatMapIterable((some) -> some)
			.take(limit)
			.collectList();
	}

}

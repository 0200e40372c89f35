package dev.echocast.broadcast;

import java.util.function.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.History;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.engine.Roster;
import dev.echocast.engine.Roster.Members;
import dev.echocast.memory.MemoryLedger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The topics that have members on this node. A topic comes with its first member and goes
 * with its last. Safe for use from any thread.
 */
public final class Topics implements AutoCloseable {

	private final ConcurrentMap<String, Topic> topics = new ConcurrentHashMap<>();

	private final BroadcastEngine engine;

	private final Roster roster;

	private final Timer fanout;

	private final Scheduler scheduler;

	private final MemoryLedger ledger;

	private final SharedForms forms = new SharedForms();

	Topics(BroadcastEngine engine, Roster roster, MeterRegistry meters, MemoryLedger ledger, Scheduler scheduler) {
		this.ledger = ledger;
		this.engine = engine;
		this.roster = roster;
		this.scheduler = scheduler;
		this.fanout = Timer.builder("echocast.broadcast.fanout")
			.description("From a publication's arrival to its last local enqueue")
			.register(meters);
		Gauge.builder("echocast.broadcast.topics", this.topics, ConcurrentMap::size)
			.description("Topics with members on this node")
			.register(meters);
		Gauge.builder("echocast.broadcast.subscribers", this, Topics::membersHere)
			.description("Members of all topics on this node")
			.register(meters);
	}

	private double membersHere() {
		return this.topics.values().stream().mapToInt(Topic::membersHere).sum();
	}

	/**
	 * Add a member to its topic; on its event loop.
	 * <p>
	 * The topic is kept from coming and going meanwhile. To begin to follow the engine in
	 * here may complete publishes that wait, but what their publishers do then touches no
	 * topic's coming and going: to be told and to leave are tasks of their own.
	 */
	void join(Member member) {
		this.topics.compute(member.topic(), (name, present) -> {
			Topic topic = (present != null) ? present : open(name);
			topic.add(member);
			return topic;
		});
	}

	/**
	 * Send a member that has joined what it asked for of the past, before everything
	 * live. Completes on its event loop, where it is subscribed to once, when the first
	 * page was read, and at once when the member waits for nothing.
	 */
	Mono<Void> replay(Member member) {
		if (!member.awaitsReplay()) {
			return Mono.empty();
		}
		Replay replay = new Replay(this.engine, this.forms, member);
		return replay.first().doOnNext((history) -> {
			expect(member.topic(), history.position());
			member.lead(replay.messages(member.replay(history), members(member.topic())));
		}).then();
	}

	private void expect(String name, Position position) {
		Topic topic = this.topics.get(name);
		if (topic != null) {
			topic.expect(position);
		}
	}

	private Topic open(String name) {
		Topic topic = new Topic(name, this.engine.publications(name), this.roster, this.fanout, this.ledger,
				this.scheduler);
		topic.follow();
		return topic;
	}

	/**
	 * Remove a member; on its event loop.
	 */
	void leave(Member member) {
		this.topics.computeIfPresent(member.topic(), (name, topic) -> {
			topic.remove(member);
			if (topic.membersHere() > 0) {
				return topic;
			}
			topic.unfollow();
			return null;
		});
	}

	/**
	 * Publish a message; see {@link BroadcastEngine#publish}.
	 */
	public Mono<Published> publish(Message message) {
		return publish(List.of(message), null);
	}

	/**
	 * What is kept of a topic; see {@link BroadcastEngine#history}.
	 */
	public Mono<History> history(String name, @Nullable Position since, int limit) {
		return this.engine.history(name, since, limit);
	}

	/**
	 * Publish messages of one topic, all or none; see {@link BroadcastEngine#publish}.
	 */
	public Mono<Published> publish(List<Message> batch, @Nullable String key) {
		if (this.ledger.isExhausted() || (this.ledger.isFull() && isLarge(batch))) {
			return Mono.error(new PublishRejectedException("this node is short of memory"));
		}
		return this.engine.publish(batch, key)
			.map((placement) -> new Published(placement.position(), members(batch.get(0).topic()),
					placement.replayed()));
	}

	private static boolean isLarge(List<Message> batch) {
		return batch.stream().mapToLong((message) -> message.payload().length).sum() > SharedForms.LARGE_BYTES;
	}

	/**
	 * The sessions of some members of a topic, in no order; those of this node come
	 * first.
	 * @param limit how many at most
	 */
	public Mono<List<String>> sessions(String name, int limit) {
		Topic topic = this.topics.get(name);
		Mono<List<String>> here = (topic != null) ? topic.sessions(limit) : Mono.just(List.of());
		return here.zipWith(this.roster.members(name, limit), (some, elsewhere) -> {
			List<String> sessions = new ArrayList<>(some);
			sessions.addAll(elsewhere.sessions());
			return sessions.subList(0, Math.min(limit, sessions.size()));
		});
	}

	private int members(String name) {
		Topic topic = this.topics.get(name);
		return (topic != null) ? topic.members() : 0;
	}

	private int membersHere(String name) {
		Topic topic = this.topics.get(name);
		return (topic != null) ? topic.membersHere() : 0;
	}

	/**
	 * Some of the topics that have members on any node, by name.
	 * @param after begins with the first name after this; {@code ""} with the first
	 * @param limit how many at most
	 * @param which whether one of the name is asked for
	 */
	public Mono<List<String>> names(String after, int limit, Predicate<String> which) {
		return this.roster.topics()
			.map((elsewhere) -> Stream.concat(this.topics.keySet().stream(), elsewhere.stream())
				.filter((name) -> name.compareTo(after) > 0)
				.filter(which)
				.sorted()
				.distinct()
				.limit(limit)
				.toList());
	}

	/**
	 * What is known of a topic; empty when nobody is in it and nothing is kept of it.
	 */
	public Mono<TopicDescription> describe(String name) {
		return this.engine.retained(name)
			.zipWith(this.roster.members(name, 0).map(Members::count),
					(retained, elsewhere) -> new TopicDescription(name, membersHere(name) + elsewhere,
							retained.position().toString(), retained.publications()));
	}

	/**
	 * Give back what is kept for those who come back.
	 */
	@Override
	public void close() {
		this.forms.close();
	}

	/**
	 * A message got its place.
	 *
	 * @param position the place, of the last when there were several
	 * @param subscribers how many members it goes to, as far as this node knows: all of
	 * them if it has members of the topic itself
	 * @param replayed whether it had this place already and nothing was published now
	 */
	public record Published(Position position, int subscribers, boolean replayed) {

	}

	/**
	 * A topic as callers see it.
	 *
	 * @param topic its name
	 * @param members how many members it has
	 * @param position its latest position
	 * @param history how many messages can be replayed
	 */
	public record TopicDescription(String topic, int members, String position, int history) {

	}

}

package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Roster;
import dev.echocast.engine.Roster.Attendee;
import dev.echocast.engine.redis.TopicMembers.Change;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Members of topics on all nodes. What a node says of itself is believed for
 * {@link #BELIEVED} and repeated before, so that the members of a node that was killed
 * vanish.
 */
final class RedisRoster implements Roster {

	/** Longer than a pause of a node that goes on afterwards. */
	static final Duration BELIEVED = Duration.ofSeconds(10);

	private static final byte[] BELIEVED_MILLIS = Keys.bytes(BELIEVED.toMillis());

	private final RedisLink link;

	private final Keys keys;

	private final String node;

	private final AtomicLong versions = new AtomicLong();

	private final Map<String, TopicMembers> topics = new ConcurrentHashMap<>();

	RedisRoster(RedisLink link, Keys keys) {
		this.link = link;
		this.keys = keys;
		this.node = keys.node();
	}

	@Override
	public boolean isShared() {
		return true;
	}

	@Override
	public void changed(String topic, List<Attendee> joined, List<Attendee> left, int members) {
		this.topics.compute(topic, (name, present) -> {
			TopicMembers known = (present != null) ? present : new TopicMembers();
			Change change = known.changed(sessions(joined), sessions(left), members, this.versions.incrementAndGet());
			enlist(topic, members, change, Announcement.of(this.node, members, joined, left).bytes());
			return known.isNeeded() ? known : null;
		});
	}

	private static List<String> sessions(List<Attendee> attendees) {
		return attendees.stream().map(Attendee::session).toList();
	}

	private CompletionStage<?> enlist(String topic, int members, Change change, byte[] announcement) {
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.link.commands();
		if (commands == null) {
			// Every touch says it again.
			return CompletableFuture.completedFuture(null);
		}
		List<byte[]> arguments = new ArrayList<>(
				List.of(this.keys.channel(topic), Keys.bytes(this.node), Keys.bytes(members), BELIEVED_MILLIS,
						announcement, (change.from() != null) ? Keys.bytes(change.from()) : new byte[0],
						Keys.bytes(change.to()), Keys.bytes(change.left().size())));
		change.left().forEach((session) -> arguments.add(Keys.bytes(session)));
		change.joined().forEach((session) -> arguments.add(Keys.bytes(session)));
		return Script.ENLIST.run(commands, keys(topic), arguments.toArray(new byte[0][]));
	}

	/**
	 * How many members a topic has here, as other nodes were told.
	 */
	TopicMembers.Count here(String topic) {
		TopicMembers known = this.topics.get(topic);
		return (known != null) ? known.here() : TopicMembers.Count.NOBODY;
	}

	/**
	 * Redis told who is where.
	 * @param listed whether it knew this node's sessions when it was asked
	 */
	void touched(String topic, Map<String, Integer> nodes, boolean listed) {
		TopicMembers known = this.topics.get(topic);
		if (known != null) {
			known.touched(nodes);
		}
		if (!listed) {
			// Within the step that changes are sent in, so that none comes in between.
			this.topics.computeIfPresent(topic, (name, present) -> {
				int here = present.here().members();
				if (here > 0) {
					enlist(topic, here, present.all(), new byte[0]);
				}
				return present;
			});
		}
	}

	/**
	 * A node announced who came and went.
	 */
	void announced(String topic, Announcement announcement) {
		TopicMembers known = this.topics.get(topic);
		if (known != null && !announcement.node().equals(this.node)) {
			known.announced(announcement);
		}
	}

	@Override
	public Flux<Elsewhere> elsewhere(String topic) {
		// Within the step that others look at the topic in, or it could be forgotten.
		return Flux.from((subscriber) -> this.topics.compute(topic, (name, present) -> {
			TopicMembers known = (present != null) ? present : new TopicMembers();
			known.changes().doOnCancel(() -> forget(topic)).subscribe(subscriber);
			return known;
		}));
	}

	private void forget(String topic) {
		this.topics.computeIfPresent(topic, (name, known) -> known.isNeeded() ? known : null);
	}

	@Override
	public Mono<Members> members(String topic, int limit) {
		return ask(Script.MEMBERS, keys(topic), Keys.bytes(this.node), Keys.bytes(limit))
			.map((result) -> new Members(((Long) result.get(0)).intValue(),
					result.subList(1, result.size()).stream().map(RedisRoster::text).toList()));
	}

	@Override
	public Mono<Set<String>> topics() {
		return ask(Script.TOPICS, new byte[][] { this.keys.topics() }, BELIEVED_MILLIS)
			.map((names) -> names.stream().map(RedisRoster::text).collect(Collectors.toSet()));
	}

	/**
	 * Say which topics have members here.
	 */
	CompletionStage<?> list(RedisClusterAsyncCommands<byte[], byte[]> commands, Collection<String> topics) {
		List<byte[]> arguments = new ArrayList<>(topics.size() + 1);
		arguments.add(BELIEVED_MILLIS);
		topics.forEach((topic) -> arguments.add(Keys.bytes(topic)));
		return Script.TOPICS.run(commands, new byte[][] { this.keys.topics() }, arguments.toArray(new byte[0][]));
	}

	/**
	 * Say that nobody is here any more.
	 */
	CompletableFuture<Void> leave() {
		return CompletableFuture.allOf(this.topics.entrySet().stream().map((entry) -> {
			TopicMembers known = entry.getValue();
			List<Attendee> left = known.sessions().stream().map((it) -> new Attendee(it, null, null)).toList();
			byte[] announcement = Announcement.of(this.node, 0, List.of(), left).bytes();
			Change change = known.changed(List.of(), known.sessions(), 0, this.versions.incrementAndGet());
			return enlist(entry.getKey(), 0, change, announcement).toCompletableFuture();
		}).toArray(CompletableFuture[]::new));
	}

	private Mono<List<Object>> ask(Script<List<Object>> script, byte[][] keys, byte[]... arguments) {
		return Mono.defer(() -> {
			RedisClusterAsyncCommands<byte[], byte[]> commands = this.link.commands();
			return (commands != null) ? Answer.to(() -> script.run(commands, keys, arguments))
					: Mono.error(new EngineUnavailableException("Redis cannot be reached", null));
		})
			.onErrorMap((failure) -> !(failure instanceof EngineUnavailableException),
					(failure) -> new EngineUnavailableException("Redis does not answer", failure));
	}

	private byte[][] keys(String topic) {
		return new byte[][] { this.keys.members(topic), this.keys.sessions(topic) };
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

}

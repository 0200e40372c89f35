package dev.echocast.engine.redis;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.echocast.engine.Roster.Elsewhere;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Who is in a topic: how many on each other node, and here how many and some by name.
 * Safe for use from any thread.
 */
final class TopicMembers {

	/** As many as anybody is told of. */
	static final int MAX_NAMED = 1000;

	private final Set<String> sessions = new LinkedHashSet<>();

	private final Map<String, Integer> elsewhere = new HashMap<>();

	private final Sinks.Many<Elsewhere> changes = Sinks.many().multicast().directBestEffort();

	private int here;

	/** Of the sessions; 0 until there were some. */
	private long version;

	/**
	 * How many are here.
	 *
	 * @param version of the list of their sessions
	 */
	record Count(int members, long version) {

		static final Count NOBODY = new Count(0, 0);

	}

	/**
	 * What to write of the sessions here.
	 *
	 * @param from the version that this changes; {@code null} if this is all of them
	 * @param to the version afterwards
	 */
	record Change(@Nullable Long from, long to, List<String> joined, List<String> left) {

	}

	/**
	 * Somebody came or went here.
	 * @param members how many there are here now
	 * @param next a version that no list of this node had
	 * @return what changes in the list, which names a part of them only
	 */
	synchronized Change changed(List<String> joined, List<String> left, int members, long next) {
		List<String> removed = left.stream().filter(this.sessions::remove).toList();
		List<String> added = joined.stream()
			.filter((session) -> this.sessions.size() < MAX_NAMED && this.sessions.add(session))
			.toList();
		this.here = members;
		long from = this.version;
		if (!removed.isEmpty() || !added.isEmpty()) {
			this.version = next;
		}
		return new Change(from, this.version, added, removed);
	}

	/**
	 * All that is to be written.
	 */
	synchronized Change all() {
		return new Change(null, this.version, sessions(), List.of());
	}

	synchronized Count here() {
		return new Count(this.here, this.version);
	}

	/**
	 * Some or all sessions here.
	 */
	synchronized List<String> sessions() {
		return List.copyOf(this.sessions);
	}

	Flux<Elsewhere> changes() {
		return this.changes.asFlux();
	}

	boolean isNeeded() {
		return here().members() > 0 || this.changes.currentSubscriberCount() > 0;
	}

	/**
	 * Another node said who came and went.
	 */
	synchronized void announced(Announcement announcement) {
		this.elsewhere.put(announcement.node(), announcement.members());
		emit(new Elsewhere(total(), announcement.joined(), announcement.left()));
	}

	/**
	 * All other nodes and their members, as far as known where everybody says so.
	 */
	synchronized void touched(Map<String, Integer> nodes) {
		int before = total();
		this.elsewhere.clear();
		this.elsewhere.putAll(nodes);
		if (total() != before) {
			emit(new Elsewhere(total(), null, null));
		}
	}

	private int total() {
		return this.elsewhere.values().stream().mapToInt(Integer::intValue).sum();
	}

	private void emit(Elsewhere change) {
		// Whoever misses one gets the next.
		this.changes.tryEmitNext(change);
	}

}

package dev.echocast.engine.redis;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.echocast.engine.Roster.Elsewhere;
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

	/**
	 * Somebody came or went here.
	 * @param members how many there are here now
	 */
	synchronized void changed(List<String> joined, List<String> left, int members) {
		left.forEach(this.sessions::remove);
		for (String session : joined) {
			if (this.sessions.size() < MAX_NAMED) {
				this.sessions.add(session);
			}
		}
		this.here = members;
	}

	synchronized int here() {
		return this.here;
	}

	/**
	 * Some or all sessions here, with spaces between.
	 */
	synchronized String sessions() {
		return String.join(" ", this.sessions);
	}

	Flux<Elsewhere> changes() {
		return this.changes.asFlux();
	}

	boolean isNeeded() {
		return here() > 0 || this.changes.currentSubscriberCount() > 0;
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

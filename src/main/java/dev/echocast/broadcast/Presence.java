package dev.echocast.broadcast;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

import reactor.core.scheduler.Scheduler;

/**
 * Tells the members of a topic who comes and goes, at most once in each direction in a
 * {@link #WINDOW}: a thousand joins in a second cost each member ten messages. Safe for
 * use from any thread.
 */
final class Presence {

	/** Nobody waits noticeably; a storm is ten messages a second. */
	static final Duration WINDOW = Duration.ofMillis(100);

	private final Scheduler scheduler;

	private final IntSupplier members;

	private final Consumer<byte[]> announce;

	/** Whether a session joined or left, since the last announcement. */
	private Map<String, Boolean> changes = new LinkedHashMap<>();

	/**
	 * Create it.
	 * @param members how many there are
	 * @param announce sends a message to all who want to know
	 */
	Presence(Scheduler scheduler, IntSupplier members, Consumer<byte[]> announce) {
		this.scheduler = scheduler;
		this.members = members;
		this.announce = announce;
	}

	synchronized void changed(String session, boolean joined) {
		if (this.changes.isEmpty()) {
			this.scheduler.schedule(this::announce, WINDOW.toMillis(), TimeUnit.MILLISECONDS);
		}
		this.changes.merge(session, joined, (before, now) -> now);
	}

	private synchronized Map<String, Boolean> take() {
		Map<String, Boolean> taken = this.changes;
		this.changes = new LinkedHashMap<>();
		return taken;
	}

	private void announce() {
		Map<String, Boolean> changes = take();
		announce(changes, true);
		announce(changes, false);
	}

	private void announce(Map<String, Boolean> changes, boolean joined) {
		List<String> sessions = changes.entrySet()
			.stream()
			.filter((change) -> change.getValue() == joined)
			.map(Map.Entry::getKey)
			.toList();
		if (!sessions.isEmpty()) {
			String latest = sessions.get(sessions.size() - 1);
			this.announce.accept(TopicJson.presence(joined, latest, sessions.size() - 1, this.members.getAsInt()));
		}
	}

}

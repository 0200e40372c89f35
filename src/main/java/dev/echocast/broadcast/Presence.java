package dev.echocast.broadcast;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import reactor.core.scheduler.Scheduler;

/**
 * Sums up who comes to a topic on this node and goes, at most once in a {@link #WINDOW}:
 * a thousand joins in a second cost each member ten messages. Safe for use from any
 * thread.
 */
final class Presence {

	/** Nobody waits noticeably; a storm is ten messages a second. */
	static final Duration WINDOW = Duration.ofMillis(100);

	private final Scheduler scheduler;

	private final BiConsumer<List<String>, List<String>> announce;

	/** Whether a session joined or left, since the last announcement. */
	private Map<String, Boolean> changes = new LinkedHashMap<>();

	/**
	 * Create it.
	 * @param announce tells who came and who went
	 */
	Presence(Scheduler scheduler, BiConsumer<List<String>, List<String>> announce) {
		this.scheduler = scheduler;
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
		this.announce.accept(sessions(changes, true), sessions(changes, false));
	}

	private static List<String> sessions(Map<String, Boolean> changes, boolean joined) {
		return changes.entrySet()
			.stream()
			.filter((change) -> change.getValue() == joined)
			.map(Map.Entry::getKey)
			.toList();
	}

}

package dev.echocast.broadcast;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import dev.echocast.engine.Roster.Attendee;
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

	private final BiConsumer<List<Attendee>, List<Attendee>> announce;

	/** By session, since the last announcement. */
	private Map<String, Change> changes = new LinkedHashMap<>();

	private record Change(Attendee attendee, boolean joined) {
	}

	/**
	 * Create it.
	 * @param announce tells who came and who went
	 */
	Presence(Scheduler scheduler, BiConsumer<List<Attendee>, List<Attendee>> announce) {
		this.scheduler = scheduler;
		this.announce = announce;
	}

	synchronized void changed(Attendee attendee, boolean joined) {
		if (this.changes.isEmpty()) {
			this.scheduler.schedule(this::announce, WINDOW.toMillis(), TimeUnit.MILLISECONDS);
		}
		this.changes.merge(attendee.session(), new Change(attendee, joined), (before, now) -> now);
	}

	private synchronized Collection<Change> take() {
		Collection<Change> taken = this.changes.values();
		this.changes = new LinkedHashMap<>();
		return taken;
	}

	private void announce() {
		Collection<Change> changes = take();
		this.announce.accept(attendees(changes, true), attendees(changes, false));
	}

	private static List<Attendee> attendees(Collection<Change> changes, boolean joined) {
		return changes.stream().filter((change) -> change.joined() == joined).map(Change::attendee).toList();
	}

}

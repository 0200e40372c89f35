package dev.echocast.broadcast;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.echocast.access.Identity;
import dev.echocast.engine.Roster;
import dev.echocast.engine.Roster.Attendee;
import dev.echocast.engine.Roster.Elsewhere;
import dev.echocast.engine.Roster.Movement;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * How many members a topic has here and on other nodes, and what they are told of each
 * other. Members come and go one at a time; numbers may be asked for on any thread.
 */
final class Attendance {

	private final String topic;

	private final Roster roster;

	private final Presence presence;

	private final Consumer<byte[]> announce;

	private final AtomicInteger here = new AtomicInteger();

	private volatile int elsewhere;

	/** How many want to know who comes and goes. */
	private int watchers;

	private Disposable following = Disposables.disposed();

	/**
	 * Create it without members.
	 * @param roster knows of members on other nodes
	 * @param scheduler delays what members are told of each other
	 * @param announce tells those here who want to know
	 */
	Attendance(String topic, Roster roster, Scheduler scheduler, Consumer<byte[]> announce) {
		this.topic = topic;
		this.roster = roster;
		this.announce = announce;
		this.presence = new Presence(scheduler, this::changed);
	}

	/**
	 * Begin to follow other nodes; once.
	 */
	void follow() {
		this.following = this.roster.elsewhere(this.topic).subscribe(this::changed);
	}

	void unfollow() {
		this.following.dispose();
	}

	int here() {
		return this.here.get();
	}

	int all() {
		return this.here.get() + this.elsewhere;
	}

	void joined(Member member) {
		this.here.incrementAndGet();
		if (member.presence()) {
			this.watchers++;
		}
		changed(member, true);
	}

	void left(Member member) {
		this.here.decrementAndGet();
		if (member.presence()) {
			this.watchers--;
		}
		changed(member, false);
	}

	private void changed(Member member, boolean joined) {
		if (this.watchers > 0 || this.roster.isShared()) {
			Identity identity = member.identity();
			this.presence.changed(new Attendee(member.session(), identity.user(), identity.info()), joined);
		}
	}

	private void changed(List<Attendee> joined, List<Attendee> left) {
		this.roster.changed(this.topic, joined, left, here());
		announce(Movement.of(joined), Movement.of(left));
	}

	private void changed(Elsewhere change) {
		this.elsewhere = change.members();
		announce(change.joined(), change.left());
	}

	private void announce(@Nullable Movement joined, @Nullable Movement left) {
		if (joined != null) {
			this.announce.accept(TopicJson.presence(true, joined, all()));
		}
		if (left != null) {
			this.announce.accept(TopicJson.presence(false, left, all()));
		}
	}

}

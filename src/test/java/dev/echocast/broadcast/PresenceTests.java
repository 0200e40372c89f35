package dev.echocast.broadcast;

import dev.echocast.engine.Roster.Attendee;
import static dev.echocast.engine.RosterFixtures.attendee;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class PresenceTests {

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final List<String> announced = new ArrayList<>();

	private final Presence presence = new Presence(this.scheduler,
			(joined, left) -> this.announced.add(sessions(joined) + " " + sessions(left)));

	private static List<String> sessions(List<Attendee> attendees) {
		return attendees.stream().map(Attendee::session).toList();
	}

	@Test
	void oneWhoComesOrGoesIsAnnouncedSoon() {
		this.presence.changed(attendee("a"), true);
		assertThat(this.announced).isEmpty();
		this.scheduler.advanceTimeBy(Presence.WINDOW);
		assertThat(this.announced).containsExactly("[a] []");
		this.presence.changed(attendee("a"), false);
		this.scheduler.advanceTimeBy(Presence.WINDOW);
		assertThat(this.announced).element(1).isEqualTo("[] [a]");
	}

	@Test
	void aThousandJoinsInASecondAreTenMessages() {
		for (int i = 0; i < 1000; i++) {
			this.presence.changed(attendee("s" + i), true);
			this.scheduler.advanceTimeBy(java.time.Duration.ofMillis(1));
		}
		assertThat(this.announced).hasSize(10);
		assertThat(this.announced.get(0)).startsWith("[s0, s1, ");
	}

}

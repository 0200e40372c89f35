package dev.echocast.engine;

import java.util.List;
import java.util.stream.Stream;

import dev.echocast.engine.Roster.Attendee;

/**
 * Members that are no users.
 */
public final class RosterFixtures {

	private RosterFixtures() {
	}

	public static Attendee attendee(String session) {
		return new Attendee(session, null, null);
	}

	public static List<Attendee> attendees(String... sessions) {
		return Stream.of(sessions).map(RosterFixtures::attendee).toList();
	}

}

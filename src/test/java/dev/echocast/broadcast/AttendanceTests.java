package dev.echocast.broadcast;

import dev.echocast.access.Identities;
import static dev.echocast.engine.RosterFixtures.attendees;
import static dev.echocast.engine.RosterFixtures.attendee;
import dev.echocast.access.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.engine.Roster;
import dev.echocast.engine.Roster.Elsewhere;
import dev.echocast.engine.Roster.Movement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

class AttendanceTests {

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final Roster roster = mock(Roster.class);

	private final Sinks.Many<Elsewhere> elsewhere = Sinks.many().multicast().directBestEffort();

	private final List<String> announced = new ArrayList<>();

	private final Attendance attendance = new Attendance("t", this.roster, this.scheduler,
			(text) -> this.announced.add(new String(text, StandardCharsets.UTF_8)));

	@BeforeEach
	void follow() {
		given(this.roster.elsewhere("t")).willReturn(this.elsewhere.asFlux());
		this.attendance.follow();
	}

	private static Member member(String session, boolean presence) {
		Member member = mock(Member.class);
		given(member.session()).willReturn(session);
		given(member.identity()).willReturn(Identity.ANYBODY);
		given(member.presence()).willReturn(presence);
		return member;
	}

	private static String joined(String session, int members, int others) {
		return text(true, new Movement(attendee(session), others), members);
	}

	private static String text(boolean joined, Movement movement, int members) {
		return new String(TopicJson.presence(joined, movement, members), StandardCharsets.UTF_8);
	}

	private void pass() {
		this.scheduler.advanceTimeBy(Presence.WINDOW);
	}

	@Test
	void countsMembersHereAndOnOtherNodes() {
		Member a = member("a", false);
		this.attendance.joined(a);
		this.attendance.joined(member("b", false));
		this.elsewhere.tryEmitNext(new Elsewhere(5, null, null));
		assertThat(this.attendance.here()).isEqualTo(2);
		assertThat(this.attendance.all()).isEqualTo(7);
		this.attendance.left(a);
		this.elsewhere.tryEmitNext(new Elsewhere(3, null, null));
		assertThat(this.attendance.here()).isEqualTo(1);
		assertThat(this.attendance.all()).isEqualTo(4);
	}

	@Test
	void tellsAtOnceAndWithAllMembersWhoComesAndGoesElsewhere() {
		this.attendance.joined(member("a", false));
		this.elsewhere.tryEmitNext(new Elsewhere(2, new Movement(attendee("x"), 1), new Movement(attendee("y"), 0)));
		assertThat(this.announced).containsExactly(joined("x", 3, 1), text(false, new Movement(attendee("y"), 0), 3));
	}

	@Test
	void tellsWhoComesAndGoesHereSoon() {
		Member a = member("a", true);
		Member b = member("b", false);
		this.attendance.joined(a);
		this.attendance.joined(b);
		assertThat(this.announced).isEmpty();
		pass();
		assertThat(this.announced).containsExactly(joined("b", 2, 1));
		this.attendance.left(b);
		pass();
		assertThat(this.announced).element(1).isEqualTo(text(false, new Movement(attendee("b"), 0), 1));
	}

	@Test
	void tellsOfUsersWhoTheyAreAndWhatTheyShowNow() {
		Member watcher = member("a", true);
		Member user = member("u", false);
		given(user.identity()).willReturn(Identities.showing("ada", "{\"name\":\"Ada\"}"));
		this.attendance.joined(watcher);
		this.attendance.joined(user);
		pass();
		assertThat(this.announced).containsExactly("{\"type\":\"joined\",\"session\":\"u\",\"user\":\"ada\","
				+ "\"info\":{\"name\":\"Ada\"},\"members\":2,\"others\":1}");
		given(user.identity()).willReturn(Identities.showing("ada", null));
		this.attendance.left(user);
		pass();
		assertThat(this.announced).element(1)
			.isEqualTo("{\"type\":\"left\",\"session\":\"u\",\"user\":\"ada\",\"members\":1}");
	}

	@Test
	void tellsNobodyWhenNobodyWantsToKnow() {
		Member watcher = member("a", true);
		this.attendance.joined(watcher);
		pass();
		this.announced.clear();
		this.attendance.left(watcher);
		this.attendance.joined(member("b", false));
		pass();
		assertThat(this.announced).isEmpty();
	}

	@Test
	void otherNodesAreToldAlsoWhenNobodyHereWantsToKnow() {
		given(this.roster.isShared()).willReturn(true);
		this.attendance.joined(member("a", false));
		this.attendance.joined(member("b", false));
		pass();
		verify(this.roster).changed("t", attendees("a", "b"), List.of(), 2);
	}

	@Test
	void aNodeOfItsOwnTellsNoOthers() {
		this.attendance.joined(member("a", false));
		pass();
		verify(this.roster, never()).changed(any(), any(), any(), anyInt());
	}

	@Test
	void hearsNothingOfOtherNodesAfterTheEnd() {
		this.attendance.unfollow();
		this.elsewhere.tryEmitNext(new Elsewhere(5, new Movement(attendee("x"), 0), null));
		assertThat(this.attendance.all()).isZero();
		assertThat(this.announced).isEmpty();
	}

}

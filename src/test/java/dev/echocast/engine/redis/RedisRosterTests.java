package dev.echocast.engine.redis;

import static dev.echocast.support.Timeouts.SOON;
import reactor.test.StepVerifier;
import dev.echocast.engine.Roster.Movement;
import dev.echocast.engine.Roster.Elsewhere;
import dev.echocast.engine.Roster.Attendee;
import dev.echocast.engine.RosterFixtures;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.echocast.engine.Roster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who is in a topic, as other nodes see it.
 */
class RedisRosterTests extends TwoEngines {

	private void changed(List<String> joined, List<String> left, int members) {
		this.node.roster().changed("t", attendees(joined), attendees(left), members);
	}

	private static List<Attendee> attendees(List<String> sessions) {
		return sessions.stream().map(RosterFixtures::attendee).toList();
	}

	private Roster.Members seen() {
		return this.other.roster().members("t", 10_000).block();
	}

	private void awaitSessions(String... sessions) {
		awaitLooks(() -> assertThat(seen().sessions()).containsExactlyInAnyOrder(sessions));
	}

	@Test
	void namesWhoCameAndNotWhoWent() {
		changed(List.of("a", "b"), List.of(), 2);
		changed(List.of("c"), List.of("a"), 2);
		awaitSessions("b", "c");
		assertThat(seen().count()).isEqualTo(2);
		assertThat(this.other.roster().members("t", 1).block().sessions()).hasSize(1);
		assertThat(this.other.roster().members("t", 0).block().sessions()).isEmpty();
	}

	@Test
	void otherNodesAreToldWhoUsersAreAndWhatTheyShow() {
		Attendee ada = new Attendee("a", "ada", "{\"name\":\"Ada L.\"}");
		StepVerifier
			.create(this.node.roster().elsewhere("t").filter((it) -> it.joined() != null || it.left() != null).take(2))
			.then(() -> this.other.roster().changed("t", List.of(ada), List.of(), 1))
			.expectNext(new Elsewhere(1, new Movement(ada, 0), null))
			.then(() -> this.other.roster().changed("t", List.of(), List.of(ada), 0))
			.expectNext(new Elsewhere(0, null, new Movement(ada, 0)))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void leavesNothingBehindWhenTheLastHasGone() {
		changed(List.of("a", "b"), List.of(), 2);
		awaitSessions("a", "b");
		changed(List.of(), List.of("a", "b"), 0);
		awaitSessions();
		assertThat(redis.server().command("EXISTS", "test:{t}:sessions")).isEqualTo("0");
	}

	@Test
	void aListThatIsLostIsWrittenAgain() {
		changed(List.of("a"), List.of(), 1);
		awaitSessions("a");
		redis.server().command("DEL", "test:{t}:sessions");
		changed(List.of("b"), List.of(), 2);
		awaitSessions("a", "b");
	}

	@Test
	void aListThatAFailOverBroughtBackIsMadeRightAgain() {
		changed(List.of("a"), List.of(), 1);
		awaitSessions("a");
		String version = redis.server().command("HGET", "test:{t}:sessions", listedNode());
		changed(List.of("b"), List.of("a"), 1);
		awaitSessions("b");
		redis.server().command("HSET", "test:{t}:sessions", listedNode(), version, listedNode() + " a", "");
		redis.server().command("HDEL", "test:{t}:sessions", listedNode() + " b");
		awaitSessions("b");
	}

	private String listedNode() {
		return Stream.of(redis.server().command("HKEYS", "test:{t}:sessions").split("\n"))
			.filter((field) -> !field.contains(" "))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void theSessionsOfANodeThatDiedGoWithIt() {
		changed(List.of("a"), List.of(), 1);
		awaitSessions("a");
		// In this order: who looks in between finds a list of nobody, and leaves it to
		// who looks next.
		redis.server().command("HSET", "test:{t}:sessions", "dead", "7", "dead x", "", "dead y", "");
		redis.server().command("HSET", "test:{t}:members", "dead", "1 2");
		assertThat(seen().sessions()).as("not believed").containsExactly("a");
		awaitLooks(() -> assertThat(redis.server().command("HKEYS", "test:{t}:sessions")).doesNotContain("dead"));
		awaitSessions("a");
	}

	@Test
	void namesAThousandAtMostAndCountsAll() {
		List<String> sessions = IntStream.range(0, 1500).mapToObj((i) -> UUID.randomUUID().toString()).toList();
		changed(sessions, List.of(), 1500);
		awaitLooks(() -> assertThat(seen().sessions()).hasSize(TopicMembers.MAX_NAMED));
		assertThat(seen().count()).isEqualTo(1500);
		changed(List.of("late"), sessions, 1);
		awaitSessions("late");
	}

	@Test
	void sendsNoMoreThanWhatChanged() {
		TopicMembers members = new TopicMembers();
		assertThat(members.changed(List.of("a", "b"), List.of(), 2, 1))
			.isEqualTo(new TopicMembers.Change(0L, 1, List.of("a", "b"), List.of()));
		assertThat(members.changed(List.of("c"), List.of("a", "unknown"), 2, 2))
			.isEqualTo(new TopicMembers.Change(1L, 2, List.of("c"), List.of("a")));
		assertThat(members.changed(List.of(), List.of("unknown"), 2, 3))
			.isEqualTo(new TopicMembers.Change(2L, 2, List.of(), List.of()));
		assertThat(members.all()).isEqualTo(new TopicMembers.Change(null, 2, List.of("b", "c"), List.of()));
	}

}

package dev.echocast.engine.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisCommandExecutionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.verify;

/**
 * Which topics a beat looks at, and when.
 */
class PulseTopicsTests extends PulseFixture {

	@Test
	void aTopicWhoseKeysAreNotOursCostsItselfAlone() {
		addTopics(2);
		this.touch = () -> CompletableFuture.failedFuture(new RedisCommandExecutionException("WRONGTYPE for the test"));
		start();
		assertThat(this.touched).containsExactly("t0", "t1");
		assertThat(this.publisher.isOpen()).isTrue();
	}

	@Test
	void looksAtOnceWhenItIsWoken() {
		addTopics(1);
		start();
		this.pulse.wake();
		assertThat(this.touched).hasSize(2);
	}

	/** One is asked for ahead, and one is the latest. */
	@Test
	void ofBeatsThatWereDueMeanwhileTwoFollowALongOne() {
		addTopics(1);
		CompletableFuture<Void> slow = new CompletableFuture<>();
		this.touch = () -> slow;
		start();
		for (int i = 0; i < 10; i++) {
			beat();
		}
		assertThat(this.touched).hasSize(1);
		this.touch = () -> CompletableFuture.completedFuture(null);
		slow.complete(null);
		assertThat(this.touched).hasSize(3);
	}

	@Test
	void asksForAnnouncementsThatDoNotCome() {
		addTopics(2);
		this.topics.get(0).subscribed();
		start();
		verify(this.link).subscribe(this.keys.channel("t1"));
		this.topics.get(1).subscribed();
		beat();
		verify(this.link).subscribe();
		this.pulse.interrupted();
		beat();
		verify(this.link).subscribe(this.keys.channel("t0"), this.keys.channel("t1"));
	}

	@Test
	void looksAtAllTopicsBeforeItOpensAndThenAtEachInItsTurn() {
		addTopics(3000);
		start();
		assertThat(this.touched).hasSize(3000).doesNotHaveDuplicates();
		this.touched.clear();
		beat();
		assertThat(this.touched).hasSize(2000).doesNotHaveDuplicates();
		beat();
		assertThat(this.touched).hasSize(4000);
		assertThat(this.touched.subList(1000, 4000)).doesNotHaveDuplicates();
		this.touched.clear();
		this.pulse.interrupted();
		beat();
		assertThat(this.touched).hasSize(3000).doesNotHaveDuplicates();
	}

	@Test
	void saysWhichTopicsHaveMembersHere() {
		addTopics(2);
		start();
		verify(this.roster).list(this.commands, List.of("t0", "t1"));
	}

}

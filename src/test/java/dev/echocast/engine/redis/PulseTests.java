package dev.echocast.engine.redis;

import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisCommandTimeoutException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * When publishing is open.
 */
class PulseTests extends PulseFixture {

	@Test
	void publishingIsOpenOnceABeatFoundNothingWrong() {
		assertThat(this.pulse.trouble()).isNotNull();
		assertThat(this.publisher.isOpen()).isFalse();
		start();
		assertThat(this.pulse.trouble()).isNull();
		assertThat(this.publisher.isOpen()).isTrue();
	}

	@Test
	void publishingIsClosedWhileThereIsNoConnection() {
		start();
		reachable(null);
		beat();
		assertThat(this.publisher.isOpen()).isFalse();
		assertThat(this.pulse.trouble()).isEqualTo("Redis cannot be reached: refused");
		verify(this.link).lookAround();
		reachable(this.commands);
		beat();
		assertThat(this.publisher.isOpen()).isTrue();
		assertThat(this.pulse.trouble()).isNull();
		verify(this.link, times(3)).open();
	}

	@Test
	void publishingIsClosedByATouchThatIsNotAnswered() {
		addTopics(1);
		start();
		this.touch = () -> CompletableFuture.failedFuture(new RedisCommandTimeoutException("too late"));
		beat();
		assertThat(this.publisher.isOpen()).isFalse();
		assertThat(this.pulse.trouble()).isEqualTo("too late");
	}

	@Test
	void anInterruptionClosesItUntilABeatThatBeganAfterIt() {
		addTopics(1);
		CompletableFuture<Void> slow = new CompletableFuture<>();
		this.touch = () -> slow;
		start();
		this.pulse.interrupted();
		verify(this.canary).interrupted();
		this.touch = () -> CompletableFuture.completedFuture(null);
		slow.complete(null);
		assertThat(this.publisher.isOpen()).isFalse();
		beat();
		assertThat(this.publisher.isOpen()).isTrue();
		this.pulse.interrupted();
		assertThat(this.publisher.isOpen()).isFalse();
	}

	/**
	 * Publishing is closed, and who asks how the engine is must not be told otherwise.
	 */
	@Test
	void isInTroubleFromAnInterruptionUntilItHasLooked() {
		start();
		this.pulse.interrupted();
		assertThat(this.pulse.trouble()).isNotNull();
		this.pulse.wake();
		assertThat(this.pulse.trouble()).isNull();
	}

	/** Only at those have canaries had the time to come back. */
	@Test
	void beatsAreDueOnceASecondHoweverOftenItIsWoken() {
		start();
		verify(this.canary).beat(this.commands, true);
		this.pulse.wake();
		this.pulse.wake();
		verify(this.canary, times(2)).beat(this.commands, false);
		beat();
		verify(this.canary, times(2)).beat(this.commands, true);
	}

	@Test
	void isInTroubleWhileAnnouncementsDoNotCome() {
		start();
		given(this.canary.isHeard()).willReturn(false);
		assertThat(this.pulse.trouble()).isEqualTo("announcements do not come");
		assertThat(this.publisher.isOpen()).isTrue();
	}

	@Test
	void makesScriptsKnownWheneverItIsClosed() {
		start();
		beat();
		verify(this.commands, times(8)).scriptLoad(any(byte[].class));
		this.pulse.interrupted();
		beat();
		verify(this.commands, times(16)).scriptLoad(any(byte[].class));
	}

	@Test
	void looksNoMoreAfterTheEnd() {
		start();
		this.pulse.dispose();
		beat();
		this.pulse.wake();
		verify(this.link).open();
	}

}

package dev.echocast.client;

import dev.echocast.client.Reauthorization.Verdict;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReauthorizationTests {

	private final Reauthorization again = new Reauthorization(true);

	@Test
	void withoutASourceARefusalIsFinal() {
		Reauthorization none = new Reauthorization(false);
		none.connecting();
		none.admitted();
		assertThat(none.refused(true, true)).isEqualTo(Verdict.FINAL);
		assertThat(none.refused(false, true)).isEqualTo(Verdict.FINAL);
	}

	@Test
	void whoIsNeverLetInGetsOneMoreChance() {
		this.again.connecting();
		assertThat(this.again.refused(true, true)).isEqualTo(Verdict.AT_ONCE);
		this.again.connecting();
		assertThat(this.again.refused(false, true)).isEqualTo(Verdict.FINAL);
	}

	@Test
	void whoWasLetInComesBackButNotInACircleWithoutDelay() {
		this.again.connecting();
		this.again.admitted();
		assertThat(this.again.refused(false, true)).isEqualTo(Verdict.AT_ONCE);
		this.again.connecting();
		this.again.admitted();
		assertThat(this.again.refused(false, true)).isEqualTo(Verdict.LATER);
		this.again.connecting();
		assertThat(this.again.refused(true, true)).isEqualTo(Verdict.FINAL);
	}

	@Test
	void aStableConnectionIsWorthAnotherChance() {
		this.again.connecting();
		this.again.refused(true, true);
		this.again.connecting();
		this.again.stable();
		assertThat(this.again.refused(false, true)).isEqualTo(Verdict.AT_ONCE);
	}

	@Test
	void whoWantsOneConnectionGetsAnotherOnlyWhereThereWasNone() {
		this.again.connecting();
		this.again.admitted();
		assertThat(this.again.refused(false, false)).isEqualTo(Verdict.FINAL);
		this.again.connecting();
		assertThat(this.again.refused(true, false)).isEqualTo(Verdict.AT_ONCE);
		assertThat(this.again.refused(true, false)).isEqualTo(Verdict.FINAL);
	}

}

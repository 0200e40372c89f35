package dev.echocast.transport;

import org.junit.jupiter.api.Test;

import static dev.echocast.transport.Liveness.Action.GIVE_UP;
import static dev.echocast.transport.Liveness.Action.NOTHING;
import static dev.echocast.transport.Liveness.Action.PING;
import static org.assertj.core.api.Assertions.assertThat;

class LivenessTests {

	private final Liveness liveness = new Liveness(0, 25, 10);

	@Test
	void asksOnlyTheSilentAndCutsTheDead() {
		assertThat(this.liveness.check(24, false)).isEqualTo(NOTHING);
		assertThat(this.liveness.check(25, false)).isEqualTo(PING);
		assertThat(this.liveness.check(34, false)).isEqualTo(NOTHING);
		assertThat(this.liveness.check(35, false)).isEqualTo(GIVE_UP);
	}

	@Test
	void anySignOfLifeStartsAnew() {
		assertThat(this.liveness.check(25, false)).isEqualTo(PING);
		assertThat(this.liveness.check(34, true)).isEqualTo(NOTHING);
		assertThat(this.liveness.check(58, false)).isEqualTo(NOTHING);
		assertThat(this.liveness.check(59, false)).isEqualTo(PING);
		assertThat(this.liveness.check(69, false)).isEqualTo(GIVE_UP);
	}

}

package dev.echocast.engine;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an engine refuses, so that publishers do not fill it.
 */
class InMemoryEngineBoundsTests extends InMemoryEngineFixture {

	@Test
	void refusesWhenTooManyWaitForDemand() {
		Stuck follower = new Stuck();
		this.engine.publications("t").subscribe(follower);
		assertThat(refusals("t", 53, 1)).hasSize(3).allMatch((it) -> it.getMessage().endsWith("topic t"));
		assertThat(waiting("echocast.publishes.waiting")).isEqualTo(50);
		assertThat(refused("topic")).isEqualTo(3);
		follower.request(1);
		assertThat(waiting("echocast.publishes.waiting")).isEqualTo(49);
		follower.cancel();
		assertThat(waiting("echocast.publishes.waiting")).isZero();
		assertThat(waiting("echocast.publishes.waiting.bytes")).isZero();
	}

	@Test
	void refusesWhenTooManyBytesWaitForDemand() {
		this.engine.publications("t").subscribe(new Stuck());
		assertThat(refusals("t", 6, 100_000)).hasSize(2);
		assertThat(waiting("echocast.publishes.waiting.bytes")).isEqualTo(4 * (100_000 + Backlog.MESSAGE_BYTES));
		assertThat(refusals("t", 1, 1)).as("what is small still fits").isEmpty();
	}

	@Test
	void takesWhatIsLargerThanTheBoundWhenNothingElseWaits() {
		this.engine.publications("t").subscribe(new Stuck());
		assertThat(refusals("t", 2, 5_000_000)).hasSize(1);
	}

	@Test
	void refusesWhenAllTopicsTogetherHaveTooMuch() {
		for (String topic : List.of("a", "b", "c")) {
			this.engine.publications(topic).subscribe(new Stuck());
		}
		assertThat(refusals("a", 49, 1)).isEmpty();
		assertThat(refusals("b", 49, 1)).isEmpty();
		assertThat(refusals("c", 4, 1)).hasSize(2).allMatch((it) -> it.getMessage().endsWith("this node"));
		assertThat(refused("node")).isEqualTo(2);
		assertThat(refusals("d", 1, 1)).as("a topic without followers waits for nobody").isEmpty();
	}

	private List<Throwable> refusals(String topic, int count, int size) {
		List<Throwable> refused = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			this.engine.publish(new Message(topic, null, null, false, new byte[size])).subscribe(null, refused::add);
		}
		assertThat(refused).allMatch((it) -> it instanceof PublishRejectedException);
		return refused;
	}

	private double refused(String reason) {
		return this.meters.get("echocast.publishes.refused").tag("reason", reason).counter().count();
	}

}

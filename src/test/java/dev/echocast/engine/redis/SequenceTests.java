package dev.echocast.engine.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Room;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SequenceTests {

	private final AtomicInteger gaps = new AtomicInteger();

	private final Room room = Room.ofNode();

	private final Held held = new Held(this.room);

	private final Sequence sequence = new Sequence(this.held, this.gaps::incrementAndGet);

	@Test
	void passesOnWhatFollows() {
		this.sequence.touched(timed("e", 7));
		announce("e", 8, 9);
		assertThat(polled()).containsExactly("e:8", "e:9");
		assertThat(this.sequence.isBehind()).isFalse();
	}

	@Test
	void doesNotRepeatWhatIsAnnouncedTwice() {
		this.sequence.touched(timed("e", 7));
		announce("e", 7, 8, 8, 7, 9);
		assertThat(polled()).containsExactly("e:8", "e:9");
	}

	@Test
	void keepsWhatIsAnnouncedBeforeItKnowsWhereTheTopicIs() {
		announce("e", 7, 8, 9);
		assertThat(polled()).isEmpty();
		this.sequence.touched(timed("e", 7));
		assertThat(this.sequence.isBehind()).isTrue();
		read("e", 8, 7, 8);
		assertThat(polled()).containsExactly("e:7", "e:8", "e:9");
		assertThat(this.sequence.isBehind()).isFalse();
		assertThat(this.gaps).hasValue(0);
	}

	@Test
	void readsWhatIsMissingAndThenGoesOnWithWhatCameEarly() {
		this.sequence.touched(timed("e", 7));
		announce("e", 8, 11, 12);
		assertThat(polled()).containsExactly("e:8");
		assertThat(this.sequence.isBehind()).isTrue();
		announce("e", 13);
		read("e", 11, 9, 10, 11);
		assertThat(polled()).containsExactly("e:9", "e:10", "e:11", "e:12", "e:13");
		assertThat(this.sequence.isBehind()).isFalse();
	}

	@Test
	void readsOnUntilItHasAllThereWas() {
		this.sequence.touched(timed("e", 0));
		this.sequence.interrupted();
		read("e", 4, 1, 2);
		assertThat(this.sequence.isBehind()).isTrue();
		read("e", 4, 3, 4);
		assertThat(this.sequence.isBehind()).isFalse();
		assertThat(polled()).containsExactly("e:1", "e:2", "e:3", "e:4");
	}

	@Test
	void readsAgainWhenMoreIsMissingThanWasThere() {
		this.sequence.touched(timed("e", 1));
		announce("e", 5);
		read("e", 3, 2, 3);
		assertThat(this.sequence.isBehind()).isTrue();
		read("e", 5, 4, 5);
		assertThat(polled()).containsExactly("e:2", "e:3", "e:4", "e:5");
		assertThat(this.sequence.isBehind()).isFalse();
	}

	@Test
	void goesOnAfterWhatIsNotKeptAnyMoreAndSaysSo() {
		this.sequence.touched(timed("e", 1));
		this.sequence.interrupted();
		read("e", 9, 7, 8, 9);
		assertThat(polled()).containsExactly("e:7", "e:8", "e:9");
		assertThat(this.gaps).hasValue(1);
	}

	@Test
	void doesNotWaitForWhatIsNotKeptAtAll() {
		this.sequence.touched(timed("e", 1));
		this.sequence.interrupted();
		read("e", 9);
		assertThat(this.sequence.isBehind()).isFalse();
		announce("e", 10);
		assertThat(polled()).containsExactly("e:10");
		assertThat(this.gaps).hasValue(1);
	}

	@Test
	void entersANewEpochThroughTheStream() {
		this.sequence.touched(timed("e", 5));
		announce("f", 1);
		assertThat(polled()).isEmpty();
		read("f", 1, 1);
		assertThat(polled()).containsExactly("f:1");
		assertThat(this.gaps).hasValue(1);
		announce("f", 2);
		assertThat(polled()).containsExactly("f:2");
	}

	@Test
	void findsAnEpochThatNobodyAnnounced() {
		this.sequence.touched(timed("e", 5));
		this.sequence.touched(timed("f", 0));
		assertThat(this.sequence.isBehind()).isTrue();
		read("f", 0);
		assertThat(this.sequence.isBehind()).isFalse();
		announce("f", 1);
		assertThat(polled()).containsExactly("f:1");
	}

	@Test
	void waitsForTheEndOfTheEpochWhenRedisHasAnotherMessageAtAPlace() {
		this.sequence.touched(timed("e", 5));
		this.sequence.announced(new Publication(new Message("t", null, null, true, new byte[0]), new Position("e", 4),
				Instant.ofEpochMilli(1000)));
		announce("e", 5, 6);
		this.sequence.touched(timed("e", 5));
		assertThat(this.sequence.isBehind()).isFalse();
		this.sequence.touched(timed("f", 6));
		assertThat(this.sequence.isBehind()).isTrue();
		read("f", 6, 4, 5, 6);
		assertThat(polled()).containsExactly("f:4", "f:5", "f:6");
	}

	@Test
	void waitsForTheEndOfTheEpochWhenRedisDoesNotKnowWhatWasSeen() {
		this.sequence.touched(timed("e", 5));
		this.sequence.interrupted();
		this.sequence.read(new Page("e", 4, 0, 4, false, List.of()));
		assertThat(this.sequence.isBehind()).isFalse();
		this.sequence.touched(timed("f", 4));
		this.sequence.touched(timed("f", 4));
		assertThat(this.sequence.isBehind()).isTrue();
		assertThat(polled()).isEmpty();
	}

	@Test
	void findsAnAnnouncementThatNeverCameOnlyAfterAWhile() {
		this.sequence.touched(timed("e", 5));
		this.sequence.touched(timed("e", 6));
		assertThat(this.sequence.isBehind()).isFalse();
		this.sequence.touched(timed("e", 6));
		assertThat(this.sequence.isBehind()).isTrue();
	}

	@Test
	void forgetsNothingOfWhatItHolds() {
		this.sequence.touched(timed("e", 1));
		announce("e", 2, 3, 7, 8, 12);
		assertThat(this.held.messages()).isEqualTo(3);
		assertThat(this.room.bytes()).isEqualTo(30);
		assertThat(polled()).hasSize(2);
		read("e", 12, LongStream.rangeClosed(4, 12).toArray());
		assertThat(polled()).hasSize(9);
		assertThat(this.held.messages()).isZero();
		assertThat(this.room.bytes()).isZero();
	}

	private void announce(String epoch, long... offsets) {
		for (long offset : offsets) {
			this.sequence.announced(publication(epoch, offset));
		}
	}

	private void read(String epoch, long latest, long... offsets) {
		this.sequence.read(new Page(epoch, latest, 0, offsets.length, true,
				LongStream.of(offsets).mapToObj((offset) -> publication(epoch, offset)).toList()));
	}

	private List<String> polled() {
		List<String> polled = new ArrayList<>();
		for (Publication next = this.sequence.poll(); next != null; next = this.sequence.poll()) {
			polled.add(next.position().toString());
		}
		return polled;
	}

	private static Publication publication(String epoch, long offset) {
		return new Publication(new Message("t", null, null, true, new byte[10]), new Position(epoch, offset),
				Instant.ofEpochMilli(offset));
	}

	private static TimedPosition timed(String epoch, long offset) {
		return new TimedPosition(new Position(epoch, offset), offset);
	}

}

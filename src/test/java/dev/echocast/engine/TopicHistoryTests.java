package dev.echocast.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TopicHistoryTests {

	private static final int PAYLOAD = 100;

	private static final long EACH = Publication.OBJECT_BYTES + PAYLOAD;

	private static final Duration TTL = Duration.ofSeconds(60);

	private final AtomicLong used = new AtomicLong();

	private final TopicHistory history = history(3, Long.MAX_VALUE);

	private TopicHistory history(int size, long bytes) {
		return new TopicHistory(new HistoryLimits(size, TTL, bytes), this.used);
	}

	private static Position position(long offset) {
		return new Position("e", offset);
	}

	/** One a second. */
	private static void add(TopicHistory history, int first, int last) {
		for (int i = first; i <= last; i++) {
			history.add(publication(i, PAYLOAD));
		}
	}

	private static Publication publication(int offset, int payload) {
		return new Publication(new Message("t", null, null, false, new byte[payload]), position(offset),
				Instant.ofEpochSecond(offset));
	}

	private static List<Long> offsets(History history) {
		return history.publications().stream().map((it) -> it.position().offset()).toList();
	}

	private static List<Long> kept(TopicHistory history) {
		return offsets(history.read(position(1000), null, Integer.MAX_VALUE));
	}

	@Test
	void keepsTheLatest() {
		add(this.history, 1, 5);
		assertThat(kept(this.history)).containsExactly(3L, 4L, 5L);
	}

	@Test
	void keepsNothingWhereItIsTurnedOff() {
		TopicHistory off = history(0, Long.MAX_VALUE);
		add(off, 1, 1);
		assertThat(off.isEmpty()).isTrue();
		assertThat(this.used).hasValue(0);
	}

	@Test
	void countsWhatItKeepsAndTheTopicThatKeepsIt() {
		add(this.history, 1, 5);
		assertThat(this.used).hasValue(TopicHistory.TOPIC_BYTES + 3 * EACH);
		this.history.clear();
		assertThat(this.history.isEmpty()).isTrue();
		assertThat(this.used).hasValue(0);
	}

	@Test
	void givesItsOwnOldestWhenAllTopicsTogetherHaveTooMuch() {
		long bytes = 2 * TopicHistory.TOPIC_BYTES + 4 * EACH;
		TopicHistory first = history(10, bytes);
		TopicHistory second = history(10, bytes);
		add(first, 1, 2);
		add(second, 1, 4);
		assertThat(kept(first)).containsExactly(1L, 2L);
		assertThat(kept(second)).containsExactly(3L, 4L);
	}

	@Test
	void keepsNothingWhenOthersHaveAllThereIs() {
		long bytes = TopicHistory.TOPIC_BYTES + 4 * EACH;
		add(history(10, bytes), 1, 4);
		TopicHistory second = history(10, bytes);
		add(second, 1, 1);
		assertThat(second.isEmpty()).isTrue();
		assertThat(this.used).hasValue(bytes);
	}

	@Test
	void forgetsWhatIsAsOldAsIsAllowed() {
		add(this.history, 1, 3);
		this.history.expire(Instant.ofEpochSecond(1).plus(TTL).minusMillis(1), Long.MAX_VALUE);
		assertThat(kept(this.history)).containsExactly(1L, 2L, 3L);
		this.history.expire(Instant.ofEpochSecond(2).plus(TTL), Long.MAX_VALUE);
		assertThat(kept(this.history)).containsExactly(3L);
	}

	@Test
	void givesTheOldestOfWhatIsOverItsShare() {
		add(this.history, 1, 3);
		this.history.expire(Instant.EPOCH, TopicHistory.TOPIC_BYTES + 2 * EACH);
		assertThat(kept(this.history)).containsExactly(2L, 3L);
		this.history.expire(Instant.EPOCH, 0);
		assertThat(this.used).hasValue(0);
	}

	@Test
	void readsTheLatestOrWhatFollowsAPosition() {
		add(this.history, 1, 5);
		assertThat(offsets(this.history.read(position(5), null, 2))).containsExactly(4L, 5L);
		assertThat(offsets(this.history.read(position(5), position(3), 10))).containsExactly(4L, 5L);
		assertThat(offsets(this.history.read(position(5), position(2), 2))).containsExactly(3L, 4L);
		assertThat(offsets(this.history.read(position(5), position(5), 10))).isEmpty();
	}

	@Test
	void tellsWhatIsMissingAndReadsAllThatIsKeptThen() {
		add(this.history, 1, 5);
		assertThat(this.history.read(position(5), position(2), 10).complete()).isTrue();
		for (Position lost : List.of(position(1), position(6), new Position("f", 4))) {
			History read = this.history.read(position(5), lost, 10);
			assertThat(read.complete()).isFalse();
			assertThat(offsets(read)).containsExactly(3L, 4L, 5L);
		}
	}

	@Test
	void aPageEndsBeforeWhatWouldBeTooMuchForItButHasAtLeastOne() {
		int page = (int) BroadcastEngine.PAGE_BYTES;
		this.history.add(publication(1, page / 2));
		this.history.add(publication(2, page - page / 2));
		this.history.add(publication(3, page + 1));
		assertThat(offsets(this.history.read(position(3), position(0), 10))).containsExactly(1L, 2L);
		assertThat(offsets(this.history.read(position(3), position(2), 10))).containsExactly(3L);
	}

}

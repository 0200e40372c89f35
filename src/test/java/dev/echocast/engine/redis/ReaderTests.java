package dev.echocast.engine.redis;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReaderTests {

	private final Page first = new Page("e", 9, 0, 9, true, List.of());

	@Test
	void pagesThatReachTheLatestAreWhole() {
		assertThat(Reader.whole(this.first, publications(5, 9), 100)).hasSize(5);
		assertThat(Reader.whole(this.first, publications(5, 10), 100)).as("published meanwhile").hasSize(6);
	}

	@Test
	void pagesThatReachTheLimitAreWhole() {
		assertThat(Reader.whole(this.first, publications(5, 7), 3)).hasSize(3);
	}

	@Test
	void nothingIsWholeWhenNothingIsKept() {
		assertThat(Reader.whole(this.first, List.of(), 100)).isEmpty();
	}

	@Test
	void whatEndsBeforeTheLatestIsNotPassedOffAsAll() {
		assertThatExceptionOfType(EngineUnavailableException.class)
			.isThrownBy(() -> Reader.whole(this.first, publications(5, 8), 100));
	}

	@Test
	void whatWasTrimmedBetweenTwoPagesIsNotPassedOver() {
		List<Publication> torn = LongStream.of(5, 6, 9).mapToObj(ReaderTests::publication).toList();
		assertThatExceptionOfType(EngineUnavailableException.class)
			.isThrownBy(() -> Reader.whole(this.first, torn, 100));
	}

	private static List<Publication> publications(long first, long last) {
		return LongStream.rangeClosed(first, last).mapToObj(ReaderTests::publication).toList();
	}

	private static Publication publication(long offset) {
		return new Publication(new Message("t", null, true, new byte[0]), new Position("e", offset), Instant.EPOCH);
	}

}

package dev.echocast.engine.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.History;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Retained;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * What is made of the pages that Redis answers with; here at 100 s, and messages a second
 * apart before it.
 */
class StreamReaderTests {

	private static final long NOW = 100_000;

	private final RedisLink link = mock(RedisLink.class);

	@SuppressWarnings("unchecked")
	private final RedisClusterAsyncCommands<byte[], byte[]> commands = mock(RedisClusterAsyncCommands.class);

	/** What is being read. */
	private final List<FakeFuture<Object>> reads = new ArrayList<>();

	private final StreamReader reader = new StreamReader(this.link, new Keys("test", "node"),
			new HistoryLimits(5, Duration.ofSeconds(60), 1000));

	@BeforeEach
	void connect() {
		given(this.link.commands()).willReturn(this.commands);
		given(this.commands.evalsha(anyString(), any(ScriptOutputType.class), any(byte[][].class), any(byte[][].class)))
			.willAnswer((call) -> {
				FakeFuture<Object> read = new FakeFuture<>();
				this.reads.add(read);
				return read;
			});
	}

	/** As the script answers: of a topic at an offset, those from one on. */
	private static List<Object> page(long offset, long first) {
		List<Object> page = new ArrayList<>(List.of(Keys.bytes("e"), offset, NOW, offset, 1L));
		for (long i = first; i <= offset; i++) {
			page.addAll(List.of(i, NOW - (offset - i) * 1000,
					WireMessage.write(new Message("t", null, null, true, new byte[1]))));
		}
		return page;
	}

	private History history(@Nullable Position since, int limit, List<Object> page) {
		List<History> read = new ArrayList<>();
		this.reader.history("t", since, limit).subscribe(read::add);
		this.reads.remove(0).complete(page);
		return read.get(0);
	}

	private static List<Long> offsets(History history) {
		return history.publications().stream().map((it) -> it.position().offset()).toList();
	}

	@Test
	void readsTheLatest() {
		History history = history(null, 2, page(9, 8));
		assertThat(offsets(history)).containsExactly(8L, 9L);
		assertThat(history.position()).isEqualTo(new Position("e", 9));
		assertThat(history.complete()).isTrue();
	}

	@Test
	void nothingIsMissingWhenThePageBeginsBehindThePosition() {
		assertThat(history(new Position("e", 7), 10, page(9, 8)).complete()).isTrue();
		assertThat(history(new Position("e", 9), 10, page(9, 10)).complete()).isTrue();
		assertThat(history(new Position("e", 6), 10, page(9, 8)).complete()).isFalse();
		assertThat(history(new Position("e", 8), 10, page(9, 10)).complete()).isFalse();
		assertThat(history(new Position("e", 10), 10, page(9, 11)).complete()).isFalse();
		assertThat(history(new Position("f", 7), 10, page(9, 8)).complete()).isFalse();
	}

	@Test
	void whatIsTooOldIsMissing() {
		History history = history(new Position("e", 1), 100, page(70, 2));
		assertThat(offsets(history)).startsWith(11L).endsWith(70L).hasSize(60);
		assertThat(history.complete()).isFalse();
	}

	@Test
	void aPageIsCutToWhatWasAskedFor() {
		assertThat(offsets(history(new Position("e", 4), 2, page(9, 5)))).containsExactly(5L, 6L);
	}

	@Test
	void tellsHowMuchIsKeptButNoMoreThanIsPromised() {
		List<Retained> retained = new ArrayList<>();
		this.reader.retained("t").subscribe(retained::add);
		this.reader.retained("t").subscribe(retained::add);
		this.reads.get(0).complete(page(3, 4));
		this.reads.get(1).complete(page(9, 10));
		assertThat(retained).containsExactly(new Retained(new Position("e", 3), 3),
				new Retained(new Position("e", 9), 5));
	}

	@Test
	void aTopicThatIsNotThereHasNoHistory() {
		StepVerifier.create(this.reader.history("t", null, 1))
			.then(() -> this.reads.get(0).complete(Arrays.asList((Object) null)))
			.expectComplete()
			.verify(SOON);
		assertThat(this.reader.after("t", new TimedPosition(new Position("e", 1), 0)))
			.satisfies((page) -> this.reads.get(1).complete(Arrays.asList((Object) null)))
			.isCompletedWithValue(null);
	}

	@Test
	void isUnavailableWhenThereIsNoConnectionOrNoAnswer() {
		StepVerifier.create(this.reader.history("t", null, 1))
			.then(() -> this.reads.get(0).completeExceptionally(new RedisCommandTimeoutException()))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(EngineUnavailableException.class)
				.hasMessage("Redis does not answer"))
			.verify(SOON);
		given(this.link.commands()).willReturn(null);
		StepVerifier.create(this.reader.retained("t"))
			.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(EngineUnavailableException.class)
				.hasMessage("Redis cannot be reached"))
			.verify(SOON);
	}

	@Test
	void eightMembersReadAtATimeAndOthersWhenTheseAreServedOrGone() {
		List<Disposable> members = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			members.add(this.reader.history("t", null, 1).subscribe());
		}
		assertThat(this.reads).hasSize(8);
		this.reads.get(0).complete(page(1, 1));
		assertThat(this.reads).hasSize(9);
		members.get(1).dispose();
		assertThat(this.reads).hasSize(10);
	}

	@Test
	void aFollowerDoesNotWaitForMembers() {
		for (int i = 0; i < 8; i++) {
			this.reader.history("t", null, 1).subscribe();
		}
		assertThat(this.reader.after("t", new TimedPosition(new Position("e", 8), 0)))
			.satisfies((page) -> this.reads.get(8).complete(page(9, 9)))
			.isCompletedWithValueMatching((page) -> page.position().offset() == 9 && page.known());
	}

}

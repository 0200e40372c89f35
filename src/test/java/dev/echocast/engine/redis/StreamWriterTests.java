package dev.echocast.engine.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Message;
import dev.echocast.engine.Placement;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.engine.Room;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class StreamWriterTests {

	private final RedisLink link = mock(RedisLink.class);

	@SuppressWarnings("unchecked")
	private final RedisClusterAsyncCommands<byte[], byte[]> commands = mock(RedisClusterAsyncCommands.class);

	/** What Redis has not answered. */
	private final List<FakeFuture<Object>> sent = new ArrayList<>();

	private final List<String> log = new ArrayList<>();

	private final Room underWay = new Room(2, 10_000);

	private final StreamWriter writer = new StreamWriter(this.link, new Keys("test", "node"),
			new HistoryLimits(5, Duration.ofSeconds(60), 1000), this.underWay, () -> "e");

	@BeforeEach
	void connect() {
		given(this.link.commands()).willReturn(this.commands);
		given(this.commands.evalsha(anyString(), any(ScriptOutputType.class), any(byte[][].class), any(byte[][].class)))
			.willAnswer((call) -> {
				FakeFuture<Object> answer = new FakeFuture<>();
				this.sent.add(answer);
				return answer;
			});
		this.writer.open(true);
	}

	private void publish(int bytes) {
		Message message = new Message("t", null, null, true, new byte[bytes]);
		Mono.<Placement>create((result) -> this.writer.publish(List.of(message), null, null, result))
			.subscribe((placement) -> this.log.add(placement.position().toString()),
					(failure) -> this.log.add((failure instanceof PublishRejectedException) ? "refused" : "unknown"));
	}

	@Test
	void refusesMoreMessagesThanMayBeOnTheirWay() {
		publish(1);
		publish(1);
		publish(1);
		assertThat(this.log).containsExactly("refused");
		assertThat(this.underWay.messages()).isEqualTo(2);
	}

	@Test
	void refusesMoreBytesThanMayBeOnTheirWay() {
		publish(6000);
		publish(6000);
		assertThat(this.log).containsExactly("refused");
		assertThat(this.sent).hasSize(1);
	}

	@Test
	void anAnswerMakesRoomWhateverItIs() {
		publish(6000);
		this.sent.get(0).completeExceptionally(new IllegalStateException("a fault for the test"));
		publish(6000);
		this.sent.get(1).complete(Keys.bytes("+e:7:1"));
		publish(6000);
		assertThat(this.log).containsExactly("unknown", "e:7");
		assertThat(this.sent).hasSize(3);
	}

}

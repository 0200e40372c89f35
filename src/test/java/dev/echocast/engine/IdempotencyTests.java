package dev.echocast.engine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

class IdempotencyTests {

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

	private final InstantSource time = this.now::get;

	private final Idempotency idempotency = new Idempotency(this.time.withZone(ZoneOffset.UTC));

	private long offset;

	@Test
	void theOldestKeyGoesForANewOneHoweverOftenItIsUsed() {
		for (int i = 0; i < Idempotency.MAX_KEYS; i++) {
			assertThat(isReplayed("key" + i)).isFalse();
			// Being used keeps no key, and being used once loses none.
			assertThat(isReplayed("key0")).isEqualTo(true);
		}
		assertThat(isReplayed("one more")).isFalse();
		assertThat(isReplayed("key1")).isTrue();
		assertThat(isReplayed("key" + (Idempotency.MAX_KEYS - 1))).isTrue();
		assertThat(isReplayed("key0")).isFalse();
		assertThat(isReplayed("key1")).isFalse();
		assertThat(isReplayed("key3")).isTrue();
	}

	@Test
	void aKeyIsForgottenFiveMinutesAfterItCame() {
		assertThat(isReplayed("key")).isFalse();
		this.now.set(Instant.EPOCH.plus(Duration.ofMinutes(5)).minusMillis(1));
		assertThat(isReplayed("key")).isTrue();
		this.now.set(Instant.EPOCH.plus(Duration.ofMinutes(5)));
		assertThat(isReplayed("key")).isFalse();
	}

	@Test
	void aBatchThatIsPublishedIsLetGo() {
		byte[] payload = new byte[1024 * 1024];
		WeakReference<byte[]> body = new WeakReference<>(payload);
		Position position = publish("key", payload).position();
		assertThat(position.offset()).isEqualTo(1);
		payload = null;
		Awaitility.await().atMost(SOON).until(() -> {
			System.gc();
			return body.get() == null;
		});
		assertThat(publish("key", new byte[1024 * 1024])).isEqualTo(new Placement(position, true));
	}

	private Placement publish(String key, byte[] payload) {
		Message message = new Message("t", null, null, false, payload);
		// As an engine does: what publishes holds on to what is published.
		return this.idempotency
			.once("t", key, List.of(message),
					Mono.fromSupplier(() -> new Position("e", this.offset += (message.payload().length > 0) ? 1 : 0)))
			.block();
	}

	@Test
	void aRepeatWaitsForTheFirstEvenIfNobodyElseDoesAnyMore() {
		Sinks.One<Position> publish = Sinks.one();
		List<Message> batch = List.of(new Message("t", null, null, false, new byte[1]));
		Disposable first = this.idempotency.once("t", "key", batch, publish.asMono()).subscribe();
		first.dispose();
		StepVerifier.create(this.idempotency.once("t", "key", batch, Mono.error(new AssertionError())))
			.then(() -> publish.tryEmitValue(new Position("e", 1)))
			.expectNext(new Placement(new Position("e", 1), true))
			.expectComplete()
			.verify(SOON);
	}

	@Test
	void whatFailedIsForgotten() {
		List<Message> batch = List.of(new Message("t", null, null, false, new byte[1]));
		StepVerifier.create(this.idempotency.once("t", "key", batch, Mono.error(new PublishRejectedException("no"))))
			.expectError(PublishRejectedException.class)
			.verify(SOON);
		assertThat(isReplayed("key")).isFalse();
	}

	private boolean isReplayed(String key) {
		List<Message> batch = List.of(new Message("t", null, null, false, new byte[0]));
		return this.idempotency.once("t", key, batch, Mono.just(new Position("e", 1))).block().replayed();
	}

}

package dev.echocast.engine;

import org.jspecify.annotations.Nullable;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import static dev.echocast.engine.BroadcastEngineContract.message;
import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every engine does with a key under which is published once.
 */
public interface PublishOnceContract {

	/** The engine under test. */
	BroadcastEngine engine();

	@Test
	default void publishesOnceUnderAKey() {
		List<Message> batch = List.of(message("t", "1"), message("t", "2"));
		Placement first = engine().publish(batch, "key").block(SOON);
		assertThat(first.replayed()).isFalse();
		List<Message> same = List.of(message("t", "1"), message("t", "2"));
		assertThat(engine().publish(same, "key").block(SOON)).isEqualTo(new Placement(first.position(), true));
		assertThat(kept()).extracting((it) -> new String(it.message().payload())).containsExactly("1", "2");
		assertThat(publishOnce(message("t", "3"), "another").position().offset()).isEqualTo(3);
		assertThat(publishOnce(message("u", "1"), "key").position().offset()).isEqualTo(1);
	}

	@Test
	default void refusesSomethingElseUnderTheSameKey() {
		Placement first = publishOnce(message("t", "1"), "key");
		for (List<Message> other : List.of(List.of(message("t", "2")), List.of(message("t", "1"), message("t", "1")),
				List.of(new Message("t", null, null, !message("t", "1").text(), message("t", "1").payload())))) {
			StepVerifier.create(engine().publish(other, "key")).expectError(KeyReusedException.class).verify(SOON);
		}
		assertThat(publishOnce(message("t", "1"), "key")).isEqualTo(new Placement(first.position(), true));
		assertThat(kept()).hasSize(1);
	}

	@Test
	default void aKeyMeansNothingBeyondItself() {
		for (String hostile : List.of("t}:state", "state", "x}:stream", "once:key", "key ", "KEY", "key\u0000")) {
			assertThat(publishOnce(message("t", hostile), hostile).replayed()).isFalse();
			assertThat(publishOnce(message("t", hostile), hostile).replayed()).isTrue();
		}
		assertThat(publishOnce(message("t", "key"), "key").position().offset()).isEqualTo(8);
	}

	@Test
	default void aKeyIsItsUsersOwn() {
		Placement first = publishOnce(of("ada"), "key");
		for (Message other : List.of(of("bob"), of(null), of("ada "))) {
			assertThat(publishOnce(other, "key").replayed()).isFalse();
			assertThat(publishOnce(other, "key").replayed()).isTrue();
		}
		assertThat(publishOnce(of("ada"), "key")).isEqualTo(new Placement(first.position(), true));
		assertThat(kept()).hasSize(4);
	}

	private static Message of(@Nullable String user) {
		return new Message("t", null, user, true, "the same".getBytes());
	}

	private Placement publishOnce(Message message, String key) {
		return engine().publish(List.of(message), key).block(SOON);
	}

	private List<Publication> kept() {
		return engine().history("t", null, 10).block(SOON).publications();
	}

}

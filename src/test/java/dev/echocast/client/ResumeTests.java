package dev.echocast.client;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ResumeTests {

	private static final URI TOPIC = URI.create("ws://example.com/ws/broadcast/t");

	private final Resume resume = new Resume(null);

	private static void expectNext(Resume resume, String since) {
		assertThat(resume.uri(TOPIC)).hasToString(TOPIC + "?since=" + since);
	}

	@Test
	void asksForNothingBeforeItKnowsWhereTheTopicIs() {
		this.resume.opened();
		assertThat(this.resume.uri(TOPIC)).isEqualTo(TOPIC);
	}

	@Test
	void asksForWhatComesAfterTheWelcomeAndThenAfterTheLatestMessage() {
		this.resume.opened();
		this.resume.welcomed("e:3", null);
		expectNext(this.resume, "e:3");
		assertThat(this.resume.seen("e:4")).isTrue();
		expectNext(this.resume, "e:4");
	}

	@Test
	void keepsTheQueryOfTheAddress() {
		assertThat(new Resume("e:3").uri(URI.create(TOPIC + "?presence=true")))
			.hasToString(TOPIC + "?presence=true&since=e:3");
	}

	@Test
	void takesNothingTwiceAfterAResumeThatWorked() {
		Resume back = new Resume("e:3");
		back.opened();
		back.welcomed("e:6", true);
		expectNext(back, "e:3");
		assertThat(back.seen("e:2")).isFalse();
		assertThat(back.seen("e:3")).isFalse();
		assertThat(back.seen("e:4")).isTrue();
		assertThat(back.seen("e:4")).isFalse();
	}

	@Test
	void takesAnyOffsetOfAnotherEpoch() {
		Resume back = new Resume("e:3");
		assertThat(back.seen("f:1")).isTrue();
		expectNext(back, "f:1");
	}

	@Test
	void takesAHistoryThatIsOlderThanTheWelcome() {
		this.resume.opened();
		this.resume.welcomed("e:6", null);
		assertThat(this.resume.seen("e:5")).isTrue();
		assertThat(this.resume.seen("e:5")).isFalse();
		assertThat(this.resume.seen("e:6")).isTrue();
	}

	@Test
	void asksForTheReplayAfterALossAgainUntilItCame() {
		Resume back = new Resume("e:3");
		back.opened();
		back.welcomed("f:9", false);
		expectNext(back, "f:0");
		assertThat(back.seen("f:8")).isTrue();
		expectNext(back, "f:8");
	}

	@Test
	void goesOnWhereTheTopicIsAfterALossThatALiveConnectionIsToldOf() {
		this.resume.opened();
		this.resume.welcomed("e:3", null);
		this.resume.welcomed("f:9", false);
		expectNext(this.resume, "f:9");
		this.resume.opened();
		this.resume.welcomed("g:5", false);
		expectNext(this.resume, "g:0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "e", "e:", ":1", "e:-1", "e:1 ", "e&x=1:1", "e:1234567890123456789" })
	void refusesWhatIsNoPosition(String position) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Resume(position));
		assertThatExceptionOfType(WebSocketFailure.class).isThrownBy(() -> this.resume.seen(position))
			.matches((failure) -> failure.kind() == WebSocketFailure.Kind.PROTOCOL);
		assertThatExceptionOfType(WebSocketFailure.class).isThrownBy(() -> this.resume.welcomed(position, null));
		assertThat(this.resume.uri(TOPIC)).isEqualTo(TOPIC);
	}

}

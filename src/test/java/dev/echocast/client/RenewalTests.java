package dev.echocast.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import dev.echocast.client.ClientEvent.Initiator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session that goes on with fresh tokens, in virtual time, which begins with the epoch.
 */
class RenewalTests extends ConnectionLoopFixture {

	private final FakeLink first = link();

	private final FakeLink second = link();

	private final List<TopicEvent> events = new ArrayList<>();

	private int asked;

	private Supplier<Mono<String>> source = () -> Mono.just("t" + ++this.asked);

	private WebSocketFailure end;

	@ParameterizedTest
	@CsvSource({ "PT1H, PT48M", "PT1M, PT48S", "PT20S, PT15S", "PT10S, PT5S", "PT5S, PT2.5S", "PT1.5S, PT1S",
			"PT500H, PT24H", "PT9999999H, PT24H" })
	void isMadeWhenAFifthOfTheLifeIsLeftOrSomeSeconds(Duration left, Duration delay) {
		assertThat(Renewal.delay(left)).isEqualTo(delay);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT1S", "PT0.001S", "PT0S", "PT-1S", "PT-9999999H" })
	void isNotMadeForWhatIsOver(Duration left) {
		assertThat(Renewal.delay(left)).isNull();
	}

	@Test
	void tellsTheServerAFreshTokenInTimeAndPlansTheNext() {
		follow();
		welcome("1970-01-01T00:01:40Z");
		pass(79_999);
		assertThat(this.first.texts()).isEmpty();
		pass(1);
		assertThat(this.first.texts()).containsExactly("{\"type\":\"token\",\"id\":\"token\",\"token\":\"t2\"}");
		receive("{\"type\":\"token\",\"id\":\"token\",\"user\":\"ann\",\"expires\":\"1970-01-01T00:03:00Z\"}");
		assertThat(this.events).endsWith(new TopicEvent.Renewed("ann", Instant.ofEpochSecond(180)));
		pass(79_999);
		assertThat(this.first.texts()).hasSize(1);
		pass(1);
		assertThat(this.first.texts()).hasSize(2).last().asString().contains("t3");
		assertThat(this.tokens).containsExactly("t1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "soon", "1969-12-31T00:00:00Z", "-1000000000-01-01T00:00:00Z", "0", "2026",
			"1970-01-01T00:00:00.5Z" })
	void isNotMadeForNonsense(String expires) {
		follow();
		welcome(expires);
		pass(86_400_000);
		assertThat(this.asked).isOne();
		assertThat(this.end).isNull();
	}

	@Test
	void isMadeOnceADayWhateverTheServerSays() {
		follow();
		welcome("+1000000000-12-31T23:59:59Z");
		pass(86_399_999);
		assertThat(this.asked).isOne();
		pass(1);
		assertThat(this.asked).isEqualTo(2);
	}

	@Test
	void isNotMadeOftenerThanOnceASecondWhateverTheServerSays() {
		follow();
		welcome("1970-01-01T00:00:02Z");
		for (int second = 1; second <= 10; second++) {
			pass(1000);
			assertThat(this.asked).isLessThanOrEqualTo(second + 1);
			for (int i = 0; i < 100; i++) {
				receive("{\"type\":\"token\",\"id\":\"token\",\"expires\":\"" + Instant.ofEpochSecond(second + 2)
						+ "\"}");
			}
		}
		assertThat(this.asked).isEqualTo(11);
	}

	@Test
	void whatIsNotOursToAnswerPlansNothing() {
		follow();
		receive("{\"type\":\"token\",\"id\":\"7\",\"expires\":\"1970-01-01T00:01:40Z\"}");
		pass(100_000);
		assertThat(this.asked).isOne();
	}

	@Test
	void aGapChangesNothing() {
		follow();
		welcome("1970-01-01T00:01:40Z");
		receive("{\"type\":\"welcome\",\"position\":\"b:1\",\"recovered\":false}");
		pass(80_000);
		assertThat(this.first.texts()).hasSize(1);
	}

	@Test
	void afterARefusalTheServerDecidesAndTheResumeLosesNothing() {
		follow();
		welcome("1970-01-01T00:01:40Z");
		receive("{\"type\":\"message\",\"position\":\"a:5\",\"text\":\"five\"}");
		pass(80_000);
		receive("{\"type\":\"error\",\"id\":\"token\",\"code\":\"forbidden\",\"message\":\"t2 is of another user\"}");
		assertThat(this.events).endsWith(new TopicEvent.Refused("forbidden", "<redacted, 2 bytes> is of another user"));
		pass(20_000);
		assertThat(this.first.texts()).hasSize(1);
		end(new CloseStatus(3000, "token expired"));
		assertThat(this.tokens).containsExactly("t1", "t3");
		assertThat(this.addresses).containsExactly(ANY.toString(), ANY + "?since=a:5");
		assertThat(this.end).isNull();
	}

	@Test
	void anotherOriginIsToldNothing() {
		this.attempts.add(Mono.just(FakeLink.quick().in(TopicFollower.SUBPROTOCOL)));
		follow();
		welcome("1970-01-01T00:01:40Z");
		pass(100_000);
		assertThat(this.asked).isOne();
	}

	@Test
	void aLaterConnectionIsNotToldWhatWasForAnother() {
		follow();
		welcome("1970-01-01T00:01:40Z");
		this.source = () -> Mono.just("late").delayElement(Duration.ofSeconds(5), this.time);
		pass(80_000);
		this.source = () -> Mono.just("other");
		end(CloseStatus.ABNORMAL);
		pass(60_000);
		assertThat(this.tokens).containsExactly("t1", "other");
		assertThat(this.first.texts()).isEmpty();
		assertThat(this.second.texts()).isEmpty();
	}

	@Test
	void aSourceThatFailsIsAskedAgainWhileTheTokenLives() {
		follow();
		welcome("1970-01-01T00:16:40Z");
		this.source = () -> {
			this.asked++;
			return Mono.error(new NoTokenException("away", false));
		};
		pass(1_000_000);
		assertThat(this.asked).isBetween(4, 10);
		assertThat(this.end).isNull();
		assertThat(this.first.texts()).isEmpty();
	}

	@Test
	void aConnectionThatTakesNothingIsToldLater() {
		follow();
		welcome("1970-01-01T00:01:40Z");
		this.first.writable = false;
		pass(80_000);
		assertThat(this.first.texts()).isEmpty();
		this.first.writable = true;
		pass(15_000);
		assertThat(this.first.texts()).hasSize(1);
	}

	@Test
	void withoutASourceThereIsNone() {
		this.source = null;
		follow();
		welcome("1970-01-01T00:01:40Z");
		pass(100_000);
		assertThat(this.first.texts()).isEmpty();
	}

	@Test
	void whoTakesNoMoreEventsRenewsNothing() {
		follow().dispose();
		welcome("1970-01-01T00:01:40Z");
		pass(100_000);
		assertThat(this.asked).isOne();
	}

	@Test
	void aMembershipThatEndsIsToldAndSoIsWhy() {
		follow();
		receive("{\"type\":\"left\",\"topic\":\"news\",\"code\":\"forbidden\",\"reason\":\"no grant for t1\"}");
		assertThat(this.events).endsWith(new TopicEvent.Left("news", "forbidden", "no grant for <redacted, 2 bytes>"));
		end(new CloseStatus(3003, "no grant"));
		assertThat(this.end.kind()).isEqualTo(WebSocketFailure.Kind.FORBIDDEN);
		assertThat(this.tokens).hasSize(1);
	}

	private Disposable follow() {
		this.attempts.add(Mono.just(this.first));
		this.attempts.add(Mono.just(this.second));
		ClientOptions.Builder options = ClientOptions.builder(ANY);
		if (this.source != null) {
			options.tokens(() -> this.source.get());
		}
		TopicFollower follower = new TopicFollower(options.build(), null, this::client);
		Disposable taking = follower.events()
			.subscribe(this.events::add, failure -> this.end = (WebSocketFailure) failure);
		follower.start();
		pass(0);
		return taking;
	}

	private void welcome(String expires) {
		receive("{\"type\":\"welcome\",\"topic\":\"news\",\"position\":\"a:4\",\"user\":\"ann\",\"expires\":\""
				+ expires + "\"}");
	}

	private void receive(String json) {
		this.listener.received(Message.text(json));
		pass(0);
	}

	private void end(CloseStatus status) {
		this.listener.closed(status, Initiator.SERVER, null);
		pass(0);
	}

	private static FakeLink link() {
		return FakeLink.quick().in(TopicFollower.SUBPROTOCOL).authorized();
	}

}

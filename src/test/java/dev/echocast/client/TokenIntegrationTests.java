package dev.echocast.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import dev.echocast.client.FakeServer.Step;
import dev.echocast.client.TopicEvent.Published;
import dev.echocast.client.WebSocketFailure.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens on the wire, and nowhere else: not in an event, a failure or a line of the log
 * at any level.
 */
class TokenIntegrationTests {

	private static final String SECRET = "s3cret-";

	private static final String EMPTY = "\r\nContent-Length: 0";

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level level = this.root.getLevel();

	private final List<Appender<ILoggingEvent>> others = new ArrayList<>();

	private final StringBuffer log = new StringBuffer();

	private final AtomicInteger asked = new AtomicInteger();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent line) {
			TokenIntegrationTests.this.log.append(line.getFormattedMessage())
				.append(ThrowableProxyUtil.asString(line.getThrowableProxy()))
				.append('\n');
		}

	};

	@BeforeEach
	void logAll() {
		this.root.iteratorForAppenders().forEachRemaining(this.others::add);
		this.others.forEach(this.root::detachAppender);
		this.root.setLevel(Level.TRACE);
		this.appender.start();
		this.root.addAppender(this.appender);
	}

	@AfterEach
	void noneIsInTheLog() {
		this.root.detachAppender(this.appender);
		this.root.setLevel(this.level);
		this.others.forEach(this.root::addAppender);
		assertThat(this.log.toString()).doesNotContain(SECRET);
	}

	@Test
	void aRefusedTokenIsReplacedByAFreshOne() {
		try (FakeServer server = FakeServer.of(refusing("Who is " + SECRET + "1?"),
				client -> client.upgrade().echo())) {
			List<ClientEvent> events = run(client(server)).take(4).collectList().block(SOON);
			assertThat(server.requests()).hasSize(2);
			assertThat(Peer.header(server.requests().get(0), "Authorization")).isEqualTo("Bearer " + SECRET + "1");
			assertThat(Peer.header(server.requests().get(1), "Authorization")).isEqualTo("Bearer " + SECRET + "2");
			assertThat(this.log.toString()).isNotEmpty();
			assertThat(events.toString()).contains("<redacted, 8 bytes>", "authorized=true").doesNotContain(SECRET);
		}
	}

	@Test
	void aServerThatRefusesForEverIsLeftAlone() {
		try (FakeServer server = FakeServer.of(refusing("no"))) {
			WebSocketFailure failure = (WebSocketFailure) run(client(server)).ignoreElements()
				.materialize()
				.block(SOON)
				.getThrowable();
			assertThat(failure.kind()).isEqualTo(Kind.UNAUTHORIZED);
			assertThat(failure).hasMessage("the server answered 401: no");
			assertThat(server.requests()).hasSize(2);
		}
	}

	@Test
	void anotherOriginGetsNoTokenNotEvenIfItAsks() {
		List<String> said = new ArrayList<>();
		try (FakeServer other = FakeServer.of(client -> {
			client.upgrade("Sec-WebSocket-Protocol: echocast.v1.json").text(welcome("a:1", Duration.ofHours(1)));
			client.close(3000, "give it to me");
			said.add(client.message().text());
		});
				FakeServer server = FakeServer.of(redirect("/here"), client -> client.answer(
						"HTTP/1.1 302 Found" + EMPTY + "\r\nLocation: ws://127.0.0.1:" + other.port() + "/there"))) {
			TopicFollower follower = TopicFollower.create(client(server).build());
			follower.start();
			follower.events().filter(TokenIntegrationTests::isRetry).blockFirst(SOON);
			follower.stop().block(SOON);
			assertThat(server.requests()).allMatch(request -> request.contains("Authorization: Bearer " + SECRET));
			assertThat(other.requests()).isNotEmpty().noneMatch(request -> request.contains("Authorization"));
			assertThat(said).isNotEmpty().noneMatch(text -> text.contains(SECRET));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/?access_token=" + SECRET + "1", "ws://127.0.0.1:1/" + SECRET + "1" })
	void aRedirectThatShowsTheTokenIsNotFollowed(String location) {
		try (FakeServer server = FakeServer.of(redirect(location))) {
			StringBuilder seen = new StringBuilder();
			run(client(server)).doOnNext(seen::append).doOnError(seen::append).onErrorComplete().blockLast(SOON);
			assertThat(seen.toString()).contains("a redirect that shows the token").doesNotContain(SECRET);
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void aSourceThatIsTooSlowIsNotWaitedForAndItsLateTokenIsNotLogged() {
		try (FakeServer server = FakeServer.of(client -> client.upgrade().echo())) {
			TokenSource stubborn = () -> Mono.fromDirect(taker -> taker.onSubscribe(new Subscription() {

				@Override
				public void request(long count) {
				}

				@Override
				public void cancel() {
					if (TokenIntegrationTests.this.asked.getAndIncrement() == 0) {
						taker.onNext(SECRET);
					}
				}

			}));
			ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(ClientOptions.builder(server.uri())
				.tokens(stubborn)
				.connectTimeout(Duration.ofMillis(50))
				.reconnect(false)
				.build());
			client.start();
			WebSocketFailure failure = (WebSocketFailure) client.events()
				.ignoreElements()
				.materialize()
				.block(SOON)
				.getThrowable();
			assertThat(failure.kind()).isEqualTo(Kind.NO_TOKEN);
			assertThat(server.requests()).isEmpty();
			assertThat(this.log.toString()).contains("<redacted, 7 bytes>");
		}
	}

	@Test
	void aSessionIsRenewedAndResumedWithoutALoss() {
		try (FakeServer server = FakeServer.of(client -> {
			client.upgrade("Sec-WebSocket-Protocol: echocast.v1.json").text(welcome("a:1", Duration.ofSeconds(2)));
			client.text(message("a:2"));
			assertThat(client.message().text())
				.isEqualTo("{\"type\":\"token\",\"id\":\"token\",\"token\":\"" + SECRET + "2\"}");
			client.text("{\"type\":\"token\",\"id\":\"token\",\"user\":\"ann\"}").text(message("a:3"));
			client.close(3000, "revoked").message();
		}, client -> client.upgrade("Sec-WebSocket-Protocol: echocast.v1.json")
			.text(welcome("a:4", Duration.ofHours(1)).replace("}", ",\"recovered\":true}"))
			.text(message("a:3"))
			.text(message("a:4"))
			.echo())) {
			TopicFollower follower = TopicFollower.create(client(server).build());
			follower.start();
			List<TopicEvent> events = follower.events()
				.takeUntil(event -> event instanceof Published published && published.position().equals("a:4"))
				.collectList()
				.block(SOON);
			assertThat(events).filteredOn(Published.class::isInstance)
				.extracting(event -> ((Published) event).position())
				.containsExactly("a:2", "a:3", "a:4");
			assertThat(events).contains(new TopicEvent.Renewed("ann", null));
			assertThat(events.toString()).doesNotContain(SECRET);
			assertThat(server.problems()).isEmpty();
			assertThat(server.requests().get(1)).startsWith("GET /?since=a:3 ")
				.contains("Authorization: Bearer " + SECRET + "3");
		}
	}

	private static boolean isRetry(TopicEvent event) {
		return event instanceof TopicEvent.Connection it && it.event() instanceof ClientEvent.Retrying;
	}

	private ClientOptions.Builder client(FakeServer server) {
		return ClientOptions.builder(server.uri())
			.tokens(() -> Mono.fromCallable(() -> SECRET + this.asked.incrementAndGet()));
	}

	private static Flux<ClientEvent> run(ClientOptions.Builder options) {
		ReconnectingWebSocketClient client = ReconnectingWebSocketClient.create(options.build());
		client.start();
		return client.events();
	}

	private static Step refusing(String why) {
		return client -> client
			.answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: " + why.length() + "\r\n\r\n" + why);
	}

	private static Step redirect(String location) {
		return client -> client.answer("HTTP/1.1 302 Found" + EMPTY + "\r\nLocation: " + location);
	}

	private static String welcome(String position, Duration life) {
		return "{\"type\":\"welcome\",\"session\":\"s\",\"topic\":\"news\",\"position\":\"" + position
				+ "\",\"user\":\"ann\",\"expires\":\"" + Instant.now().plus(life) + "\"}";
	}

	private static String message(String position) {
		return "{\"type\":\"message\",\"position\":\"" + position + "\",\"text\":\"x\"}";
	}

}

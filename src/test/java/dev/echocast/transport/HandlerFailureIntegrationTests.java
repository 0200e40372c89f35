package dev.echocast.transport;

import dev.echocast.access.Permission;
import java.net.URI;
import java.util.List;
import java.util.Map;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static dev.echocast.support.Frame.close;
import static dev.echocast.support.Frame.text;
import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
@Import(HandlerFailureIntegrationTests.Endpoints.class)
@ExtendWith(OutputCaptureExtension.class)
class HandlerFailureIntegrationTests {

	@LocalServerPort
	private int port;

	@Test
	void aBugClosesWith1011AGenericReasonAndOneLine(CapturedOutput output) {
		for (String path : new String[] { "/ws/throws", "/ws/fails" }) {
			try (Conversation peer = Conversation.open(this.port, path)) {
				peer.send(text("x")).expect(close(1011, "internal error")).send(close(1011, "")).expectEnd();
			}
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains(" ERROR "))).hasSize(2)
			.allMatch((line) -> line.matches(".*Session [0-9a-f-]{36} failed"));
		assertThat(output).contains("secret of throws", "secret of fails");
	}

	@Test
	void anIntendedCloseHasItsOwnStatusAndNoLine(CapturedOutput output) {
		try (Conversation peer = Conversation.open(this.port, "/ws/closes")) {
			peer.send(text("x")).expect(close(4123, "intended"));
		}
		assertThat(output).doesNotContain(" ERROR ");
	}

	@Test
	void aStreamingHandlerThatSendsWholeMessagesIsABug(CapturedOutput output) {
		try (Conversation peer = Conversation.open(this.port, "/ws/confused")) {
			peer.expect(close(1011, "internal error"));
		}
		assertThat(output).contains("a streaming endpoint sends pieces of frames only");
	}

	@Test
	void aHandlerThatCompletesClosesNormally() {
		try (Conversation peer = Conversation.open(this.port, "/ws/greets")) {
			peer.expect(text("hello")).expect(close(1000, ""));
		}
	}

	private record Confused(String name) implements Endpoint {

		@Override
		public List<Permission> permissions(URI uri) {
			return List.of();
		}

		@Override
		public boolean streams() {
			return true;
		}

		@Override
		public Mono<Void> handle(WebSocketSession session) {
			return session.send(Mono.fromSupplier(() -> session.textMessage("whole")));
		}

	}

	private record Fixed(String name,
			java.util.function.Function<WebSocketSession, Mono<Void>> life) implements Endpoint {

		@Override
		public List<Permission> permissions(URI uri) {
			return List.of();
		}

		@Override
		public Mono<Void> handle(WebSocketSession session) {
			return this.life.apply(session);
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Endpoints {

		@Bean
		WebSocketRoutes failingRoutes() {
			return new WebSocketRoutes(
					Map.of("/ws/confused", new Confused("confused"), "/ws/throws", new Fixed("throws", (session) -> {
						throw new IllegalStateException("secret of throws");
					}), "/ws/fails", new Fixed("fails", (session) -> session.send(session.receive().map((message) -> {
						throw new IllegalStateException("secret of fails");
					}))), "/ws/closes",
							new Fixed("closes",
									(session) -> session.receive()
										.then(Mono.<Void>empty())
										.mergeWith(Flux.error(new CloseException(new CloseStatus(4123, "intended"))))
										.then()),
							"/ws/greets", new Fixed("greets",
									(session) -> session.send(Mono.fromSupplier(() -> session.textMessage("hello"))))));
		}

	}

}

package dev.echocast.echo;

import dev.echocast.access.Permission;
import dev.echocast.access.Action;
import java.util.List;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import dev.echocast.transport.Endpoint;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/**
 * {@code /ws/echo}: every message comes back, byte for byte and in order. The next one is
 * read when the reply has been accepted for writing, so a peer that does not read is not
 * read from. {@code ?prefix=} puts a text before each text message.
 */
final class EchoHandler implements Endpoint {

	@Override
	public String name() {
		return "echo";
	}

	@Override
	public List<String> getSubProtocols() {
		return List.of(Endpoint.RAW);
	}

	@Override
	public List<Permission> permissions(URI uri) {
		return List.of(Permission.to(Action.ECHO));
	}

	@Override
	public Mono<Void> handle(WebSocketSession session) {
		byte @Nullable [] prefix = prefix(session);
		return session.send(session.receive().map((message) -> reply(session, prefix, message)));
	}

	private static byte @Nullable [] prefix(WebSocketSession session) {
		String prefix = UriComponentsBuilder.fromUri(session.getHandshakeInfo().getUri())
			.build()
			.getQueryParams()
			.getFirst("prefix");
		return (prefix != null)
				? java.net.URLDecoder.decode(prefix, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8) : null;
	}

	private static WebSocketMessage reply(WebSocketSession session, byte @Nullable [] prefix,
			WebSocketMessage message) {
		if (prefix == null || message.getType() != WebSocketMessage.Type.TEXT) {
			return message.retain();
		}
		DataBuffer payload = session.bufferFactory()
			.allocateBuffer(prefix.length + message.getPayload().readableByteCount());
		payload.write(prefix).write(message.getPayload());
		return new WebSocketMessage(WebSocketMessage.Type.TEXT, payload);
	}

}

package dev.echocast.broadcast;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;

/**
 * A topic as server-sent events (WHATWG HTML, section 9.2): text as {@code message},
 * binary as {@code binary} in base64, the position as the event's id.
 */
final class TopicEvents {

	private TopicEvents() {
	}

	static byte[] message(Publication publication) {
		Message message = publication.message();
		String text = message.text() ? new String(message.payload(), StandardCharsets.UTF_8)
				: Base64.getEncoder().encodeToString(message.payload());
		return event(message.text() ? null : "binary", publication.position(), text);
	}

	/**
	 * An event.
	 * @param type its type, {@code null} for {@code message}
	 * @param id the position after which a reconnect resumes
	 */
	static byte[] event(@org.jspecify.annotations.Nullable String type, Position id, String data) {
		StringBuilder event = new StringBuilder(data.length() + 64);
		event.append("id: ").append(id).append('\n');
		if (type != null) {
			event.append("event: ").append(type).append('\n');
		}
		for (String line : data.split("\r\n|\r|\n", -1)) {
			event.append("data: ").append(line).append('\n');
		}
		return event.append('\n').toString().getBytes(StandardCharsets.UTF_8);
	}

	static byte[] comment(String text) {
		return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
	}

}

package dev.echocast.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import dev.echocast.client.ClientEvent;
import dev.echocast.client.Message;

/**
 * Events as the members of a JSON object.
 */
final class EventFields {

	private EventFields() {
	}

	static Map<String, Object> of(ClientEvent event) {
		if (event instanceof ClientEvent.Connecting connecting) {
			return fields("type", "connecting", "uri", Secrets.uri(connecting.uri()), "attempt", connecting.attempt());
		}
		if (event instanceof ClientEvent.Opened opened) {
			return fields("type", "opened", "uri", Secrets.uri(opened.uri()), "server", opened.server(), "subprotocol",
					opened.subprotocol(), "compressed", opened.compressed());
		}
		if (event instanceof ClientEvent.Pong pong) {
			return fields("type", "pong", "roundTripMillis", pong.roundTrip().toNanos() / 1e6);
		}
		if (event instanceof ClientEvent.Closed closed) {
			return fields("type", "closed", "code", closed.status().code(), "reason", closed.status().reason(), "by",
					closed.by().name().toLowerCase(Locale.ROOT));
		}
		if (event instanceof ClientEvent.Retrying retrying) {
			return fields("type", "retrying", "delayMillis", retrying.delay().toMillis(), "cause",
					String.valueOf(retrying.cause().getMessage()));
		}
		return message("message", ((ClientEvent.Received) event).message());
	}

	static Map<String, Object> message(String type, Message message) {
		return (message instanceof Message.Binary binary)
				? fields("type", type, "hex", Escape.hex(binary.bytes()).replace(" ", ""))
				: fields("type", type, "text", message.asText());
	}

	static Map<String, Object> fields(Object... namesAndValues) {
		Map<String, Object> fields = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
		}
		return fields;
	}

}

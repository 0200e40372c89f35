package dev.echocast.broadcast;

import dev.echocast.access.Identity;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

import dev.echocast.engine.History;
import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Roster.Attendee;
import dev.echocast.engine.Roster.Movement;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the server says in {@code echocast.v1.json}: one JSON object with a {@code type}
 * in each text message; and the same messages as HTTP has them.
 */
public final class TopicJson {

	static final String SUBPROTOCOL = "echocast.v1.json";

	/** The members of an envelope beside its payload. */
	private static final int ENVELOPE_BYTES = 192;

	private static final JsonFactory FACTORY = new JsonFactory();

	private TopicJson() {
	}

	/**
	 * The first message of a session, and what it is told of a gap.
	 * @param session the session's id
	 * @param node this process; {@code null} when it does not matter
	 * @param identity who the session's peer is
	 * @param topic what was joined
	 */
	static byte[] welcome(String session, @Nullable String node, Identity identity, String topic, Welcome welcome) {
		return write("welcome", ENVELOPE_BYTES, (json) -> {
			json.writeStringProperty("session", session);
			if (node != null) {
				json.writeStringProperty("node", node);
			}
			writeIdentity(json, identity);
			json.writeStringProperty("topic", topic);
			json.writeNumberProperty("members", welcome.members());
			json.writeStringProperty("position", welcome.position().toString());
			if (welcome.recovered() != null) {
				json.writeBooleanProperty("recovered", welcome.recovered());
			}
		});
	}

	static byte[] message(Publication publication) {
		return write("message", bytes(publication), (json) -> writeMessage(json, publication));
	}

	/**
	 * A page of what is kept of a topic, whose messages have the members that they have
	 * when they are published, but for the type.
	 * @param resumed whether a position was asked for, so that it matters whether nothing
	 * is missing since then
	 */
	public static byte[] page(History history, boolean resumed) {
		Position last = history.last();
		return write(history.publications().stream().mapToInt(TopicJson::bytes).sum() + ENVELOPE_BYTES, (json) -> {
			json.writeStringProperty("position", history.position().toString());
			if (resumed) {
				json.writeBooleanProperty("recovered", history.complete());
			}
			json.writeArrayPropertyStart("messages");
			history.publications().forEach((publication) -> {
				json.writeStartObject();
				writeMessage(json, publication);
				json.writeEndObject();
			});
			json.writeEndArray();
			if (last != null && !last.equals(history.position())) {
				json.writeBooleanProperty("more", true);
			}
		});
	}

	private static int bytes(Publication publication) {
		return ENVELOPE_BYTES + publication.message().payload().length;
	}

	private static void writeMessage(JsonGenerator json, Publication publication) {
		Message message = publication.message();
		json.writeStringProperty("position", publication.position().toString());
		if (message.sender() != null) {
			json.writeStringProperty("sender", message.sender());
		}
		if (message.user() != null) {
			json.writeStringProperty("user", message.user());
		}
		json.writeStringProperty("time", publication.time().toString());
		if (message.text()) {
			json.writeName("text");
			json.writeUTF8String(message.payload(), 0, message.payload().length);
		}
		else {
			json.writeBinaryProperty("base64", message.payload());
		}
	}

	static byte[] ack(String id, Position position) {
		return write("ack", ENVELOPE_BYTES, (json) -> {
			json.writeStringProperty("id", id);
			json.writeStringProperty("position", position.toString());
		});
	}

	/**
	 * That another token was taken.
	 */
	static byte[] token(String id, Identity identity) {
		return write("token", ENVELOPE_BYTES, (json) -> {
			json.writeStringProperty("id", id);
			writeIdentity(json, identity);
		});
	}

	private static void writeIdentity(JsonGenerator json, Identity identity) {
		if (identity.user() != null) {
			json.writeStringProperty("user", identity.user());
		}
		if (identity.expires() != null) {
			json.writeStringProperty("expires", identity.expires().toString());
		}
	}

	/**
	 * That the member itself is one no more.
	 */
	static byte[] left(String topic, String code, String reason) {
		return write("left", ENVELOPE_BYTES, (json) -> {
			json.writeStringProperty("topic", topic);
			json.writeStringProperty("code", code);
			json.writeStringProperty("reason", reason);
		});
	}

	static byte[] error(@Nullable String id, String code, String message) {
		return write("error", ENVELOPE_BYTES, (json) -> {
			if (id != null) {
				json.writeStringProperty("id", id);
			}
			json.writeStringProperty("code", code);
			json.writeStringProperty("message", message);
		});
	}

	/**
	 * That somebody came or went.
	 * @param movement who did since the last such message
	 */
	static byte[] presence(boolean joined, Movement movement, int members) {
		return write(joined ? "joined" : "left", ENVELOPE_BYTES, (json) -> {
			Attendee latest = movement.latest();
			json.writeStringProperty("session", latest.session());
			if (latest.user() != null) {
				json.writeStringProperty("user", latest.user());
			}
			if (latest.info() != null) {
				json.writeName("info");
				json.writeRawValue(latest.info());
			}
			json.writeNumberProperty("members", members);
			if (movement.others() > 0) {
				json.writeNumberProperty("others", movement.others());
			}
		});
	}

	private static byte[] write(String type, int size, Consumer<JsonGenerator> members) {
		return write(size, (json) -> {
			json.writeStringProperty("type", type);
			members.accept(json);
		});
	}

	private static byte[] write(int size, Consumer<JsonGenerator> members) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(size);
		try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
			json.writeStartObject();
			members.accept(json);
			json.writeEndObject();
		}
		return out.toByteArray();
	}

}

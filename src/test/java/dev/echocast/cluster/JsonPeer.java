package dev.echocast.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A member that speaks {@code echocast.v1.json} and has been welcomed.
 */
final class JsonPeer implements AutoCloseable {

	private final Conversation conversation;

	private final JsonNode welcome;

	JsonPeer(Conversation conversation) {
		this.conversation = conversation;
		this.welcome = next("welcome");
	}

	JsonNode welcome() {
		return this.welcome;
	}

	/** Whatever comes next. */
	JsonNode next() {
		Frame frame = this.conversation.read();
		assertThat(frame.firstByte()).as("opcode of " + frame).isEqualTo(0x81);
		return JsonMapper.shared().readTree(new String(frame.payload(), StandardCharsets.UTF_8));
	}

	/** What comes next, which must be of a type. */
	JsonNode next(String type) {
		JsonNode message = next();
		assertThat(message.path("type").asString()).as(message.toString()).isEqualTo(type);
		return message;
	}

	/** How the service closes, whatever comes before it. */
	String closed() {
		Frame frame = this.conversation.read();
		while (frame.firstByte() != 0x88) {
			frame = this.conversation.read();
		}
		ByteBuffer payload = ByteBuffer.wrap(frame.payload());
		return payload.getShort() + " " + StandardCharsets.UTF_8.decode(payload);
	}

	/** Where the next message is. */
	String nextPosition() {
		return await("message").path("position").asString();
	}

	/** The next message of a type that says that so many members are left. */
	JsonNode awaitMembers(String type, int members) {
		JsonNode message = await(type);
		while (message.path("members").asInt() != members) {
			message = await(type);
		}
		return message;
	}

	/** What comes next of a type, whatever comes before it. */
	JsonNode await(String type) {
		JsonNode message = next();
		while (!message.path("type").asString().equals(type)) {
			message = next();
		}
		return message;
	}

	/** Messages, and nothing between them, as {@code position text}. */
	List<String> messages(int count) {
		List<String> messages = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			JsonNode message = next("message");
			messages.add(message.path("position").asString() + " " + message.path("text").asString());
		}
		return messages;
	}

	List<String> texts(int count) {
		return messages(count).stream().map((it) -> it.substring(it.indexOf(' ') + 1)).toList();
	}

	/** Publish, and be answered under an id. */
	JsonPeer publish(String id, String text) {
		this.conversation.send(Frame.text("{\"type\":\"publish\",\"id\":\"" + id + "\",\"text\":\"" + text + "\"}"));
		return this;
	}

	/** Publish without an answer. */
	JsonPeer publish(String text) {
		this.conversation.send(Frame.text("{\"type\":\"publish\",\"text\":\"" + text + "\"}"));
		return this;
	}

	@Override
	public void close() {
		this.conversation.close();
	}

}

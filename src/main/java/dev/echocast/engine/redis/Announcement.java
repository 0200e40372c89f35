package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import dev.echocast.engine.Roster.Attendee;
import dev.echocast.engine.Roster.Movement;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a node announces of its members of a topic, with a dash for nobody, and for what
 * is not known of somebody. What users call themselves and show is in Base64.
 *
 * @param members how many it has now
 * @param joined who came; {@code null} when nobody did
 * @param left who went; {@code null} when nobody did
 */
record Announcement(String node, int members, @Nullable Movement joined, @Nullable Movement left) implements Announced {

	/** Of what a user may show. */
	private static final int MAX_INFO_BYTES = 1024;

	static Announcement of(String node, int members, List<Attendee> joined, List<Attendee> left) {
		return new Announcement(node, members, Movement.of(joined), Movement.of(left));
	}

	static Announcement parse(byte[] bytes) {
		String[] parts = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8).split(" ", -1);
		return new Announcement(parts[0], Integer.parseInt(parts[1]), movement(parts, 2), movement(parts, 6));
	}

	private static @Nullable Movement movement(String[] parts, int at) {
		Attendee latest = new Attendee(parts[at], decoded(parts[at + 2], WireMessage.MAX_NAME),
				object(decoded(parts[at + 3], MAX_INFO_BYTES)));
		return latest.session().equals("-") ? null : new Movement(latest, Math.max(0, Integer.parseInt(parts[at + 1])));
	}

	byte[] bytes() {
		return Keys.bytes("p" + this.node + " " + this.members + text(this.joined) + text(this.left));
	}

	private static String text(@Nullable Movement movement) {
		if (movement == null) {
			return " - 0 - -";
		}
		Attendee latest = movement.latest();
		return " " + latest.session() + " " + movement.others() + " " + encoded(latest.user()) + " "
				+ encoded(latest.info());
	}

	private static String encoded(@Nullable String text) {
		return (text != null) ? Base64.getEncoder().encodeToString(Keys.bytes(text)) : "-";
	}

	private static @Nullable String decoded(String text, int maxBytes) {
		if (text.equals("-")) {
			return null;
		}
		byte[] bytes = Base64.getDecoder().decode(text);
		if (bytes.length > maxBytes) {
			throw new IllegalArgumentException("too long");
		}
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Members are shown it as it is, so it must be what it should be, whoever sent it.
	 */
	private static @Nullable String object(@Nullable String json) {
		try {
			if (json != null && !JsonMapper.shared().readTree(json).isObject()) {
				throw new IllegalArgumentException("no object");
			}
			return json;
		}
		catch (JacksonException garbage) {
			throw new IllegalArgumentException("no JSON", garbage);
		}
	}

}

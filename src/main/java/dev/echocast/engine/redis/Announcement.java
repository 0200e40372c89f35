package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.echocast.engine.Roster.Movement;
import org.jspecify.annotations.Nullable;

/**
 * What a node announces of its members of a topic, with a dash for nobody.
 *
 * @param members how many it has now
 * @param joined who came; {@code null} when nobody did
 * @param left who went; {@code null} when nobody did
 */
record Announcement(String node, int members, @Nullable Movement joined, @Nullable Movement left) implements Announced {

	static Announcement of(String node, int members, List<String> joined, List<String> left) {
		return new Announcement(node, members, Movement.of(joined), Movement.of(left));
	}

	static Announcement parse(byte[] bytes) {
		String[] parts = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8).split(" ", -1);
		return new Announcement(parts[0], Integer.parseInt(parts[1]), movement(parts[2], parts[3]),
				movement(parts[4], parts[5]));
	}

	private static @Nullable Movement movement(String latest, String others) {
		return latest.equals("-") ? null : new Movement(latest, Math.max(0, Integer.parseInt(others)));
	}

	byte[] bytes() {
		return Keys.bytes("p" + this.node + " " + this.members + text(this.joined) + text(this.left));
	}

	private static String text(@Nullable Movement movement) {
		return (movement != null) ? " " + movement.latest() + " " + movement.others() : " - 0";
	}

}

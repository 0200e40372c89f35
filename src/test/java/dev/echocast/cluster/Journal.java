package dev.echocast.cluster;

import java.util.List;

import dev.echocast.engine.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a topic saw, in the order in which it saw it.
 *
 * @param member its name, over all its connections
 * @param stayed whether it was there at the end, when everything was quiet
 */
record Journal(String member, String topic, boolean stayed, List<Entry> entries) {

	sealed interface Entry {

	}

	/**
	 * A connection began.
	 *
	 * @param since where it asked to go on; {@code null} when it joined for the first
	 * time
	 */
	record Opened(@Nullable Position since) implements Entry {

	}

	/**
	 * It was told where the topic is, or that something is lost.
	 */
	record Welcomed(Position position, @Nullable Boolean recovered) implements Entry {

	}

	/**
	 * A message.
	 *
	 * @param id the text, which no publisher uses twice
	 */
	record Delivered(Position position, String id) implements Entry {

	}

	/**
	 * A publisher was told that its message has its place.
	 */
	record Acknowledged(String topic, String id, Position position) {

	}

}

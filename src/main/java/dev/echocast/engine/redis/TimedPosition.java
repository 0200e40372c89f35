package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;

import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;

/**
 * A place in a topic and the server's time when it was given. The time tells two messages
 * apart that got the same place because the server forgot the first.
 *
 * @param time in milliseconds since the epoch of time; 0 before the first message
 */
record TimedPosition(Position position, long time) {

	static TimedPosition of(Publication publication) {
		return new TimedPosition(publication.position(), publication.time().toEpochMilli());
	}

	/**
	 * Read {@code <epoch>:<offset>:<time>}.
	 */
	static TimedPosition parse(String text) {
		int first = text.indexOf(':');
		int second = text.indexOf(':', first + 1);
		return new TimedPosition(new Position(text.substring(0, first), Long.parseLong(text, first + 1, second, 10)),
				Long.parseLong(text, second + 1, text.length(), 10));
	}

	static TimedPosition parse(byte[] text) {
		return parse(new String(text, StandardCharsets.US_ASCII));
	}

	boolean sameEpoch(TimedPosition other) {
		return epoch().equals(other.epoch());
	}

	String epoch() {
		return this.position.epoch();
	}

	long offset() {
		return this.position.offset();
	}

}

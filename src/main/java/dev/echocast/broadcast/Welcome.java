package dev.echocast.broadcast;

import java.util.List;

import dev.echocast.engine.History;
import dev.echocast.engine.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a member is told on joining, and again when something was lost for good.
 *
 * @param members how many there are, itself included
 * @param replay what comes before live messages
 * @param recovered whether it is all that was missed; {@code null} when it did not resume
 */
record Welcome(int members, History replay, @Nullable Boolean recovered) {

	/**
	 * Something is missing before a position.
	 */
	static Welcome afterGap(int members, Position first) {
		Position before = new Position(first.epoch(), first.offset() - 1);
		return new Welcome(members, new History(before, List.of(), false), false);
	}

	Position position() {
		return this.replay.position();
	}

	/**
	 * The position before the first message that follows.
	 */
	Position start() {
		return this.replay.publications().isEmpty() ? position()
				: new Position(position().epoch(), this.replay.publications().get(0).position().offset() - 1);
	}

}

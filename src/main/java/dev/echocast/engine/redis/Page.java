package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;

/**
 * What was read of a topic's stream at one moment.
 *
 * @param epoch the topic's epoch
 * @param offset of its latest message
 * @param now the server's time, in milliseconds
 * @param kept how many messages the stream has
 * @param known whether Redis knows the message after which was read, as far as it can
 * tell
 * @param publications those asked for, oldest first; fewer when they are long
 */
record Page(String epoch, long offset, long now, int kept, boolean known, List<Publication> publications) {

	/**
	 * Read what {@link Script#READ} returned for a topic that exists.
	 */
	static Page of(String topic, List<Object> result) {
		String epoch = new String((byte[]) result.get(0), StandardCharsets.US_ASCII);
		List<Publication> publications = new ArrayList<>(result.size() / 3);
		for (int i = 5; i < result.size(); i += 3) {
			publications.add(WireMessage.read(topic, new Position(epoch, (Long) result.get(i)),
					(Long) result.get(i + 1), Objects.requireNonNull((byte[]) result.get(i + 2)), 0));
		}
		return new Page(epoch, (Long) result.get(1), (Long) result.get(2), ((Long) result.get(3)).intValue(),
				(Long) result.get(4) == 1, publications);
	}

	Position position() {
		return new Position(this.epoch, this.offset);
	}

}

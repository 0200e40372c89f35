package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;

import dev.echocast.engine.Publication;
import org.jspecify.annotations.Nullable;

/**
 * What comes on a topic's channel. Its first byte tells what it is:
 *
 * <pre>
 * m&lt;epoch&gt;:&lt;offset&gt;:&lt;time&gt;, a line feed, the message      a publication
 * p&lt;node&gt; &lt;members&gt; &lt;came&gt; &lt;went&gt;                 who came and went, each as
 *                          &lt;session&gt; &lt;others&gt; &lt;user&gt; &lt;info&gt;
 * </pre>
 *
 * The scripts write the first, {@link Announcement} the second; the one that touches does
 * so for a node that is gone.
 */
sealed interface Announced permits Announced.Published, Announcement {

	/**
	 * A publication got its place.
	 */
	record Published(Publication publication) implements Announced {

	}

	/**
	 * Read an announcement; {@code null} if it is none, because somebody else used the
	 * channel.
	 */
	static @Nullable Announced parse(String topic, byte[] bytes) {
		try {
			return switch (bytes[0]) {
				case 'm' -> new Published(publication(topic, bytes));
				case 'p' -> Announcement.parse(bytes);
				default -> null;
			};
		}
		catch (IndexOutOfBoundsException | IllegalArgumentException garbage) {
			return null;
		}
	}

	private static Publication publication(String topic, byte[] bytes) {
		int end = 1;
		while (bytes[end] != '\n') {
			end++;
		}
		TimedPosition placed = TimedPosition.parse(new String(bytes, 1, end - 1, StandardCharsets.US_ASCII));
		return WireMessage.read(topic, placed.position(), placed.time(), bytes, end + 1);
	}

}

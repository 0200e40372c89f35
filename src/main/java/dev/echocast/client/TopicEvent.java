package dev.echocast.client;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What happens to a follower of a topic, in order.
 */
public sealed interface TopicEvent {

	/** Something about the connection; never a {@link ClientEvent.Received}. */
	record Connection(ClientEvent event) implements TopicEvent {
	}

	/**
	 * The topic has us.
	 *
	 * @param position where the topic is now
	 * @param recovered {@code true}: all that was missed follows; {@code false}: some of
	 * it is gone for good; {@code null}: nothing was to be resumed
	 * @param user who the server takes us for, empty for nobody
	 * @param expires when the server ends the session unless it is told another token,
	 * which is done by itself; {@code null} for never
	 */
	record Welcome(String session, String node, String topic, int members, String position, @Nullable Boolean recovered,
			String user, @Nullable Instant expires) implements TopicEvent {
	}

	/** The server took a fresh token; as in {@link Welcome}. */
	record Renewed(String user, @Nullable Instant expires) implements TopicEvent {
	}

	/**
	 * A message of the topic; none comes twice.
	 *
	 * @param sender the session it came from, empty if there was none
	 * @param user who published it, empty if that was nobody
	 */
	record Published(String position, String sender, String user, String time, Message message) implements TopicEvent {
	}

	/**
	 * Members came or went; only if the address asks for presence.
	 *
	 * @param session of the latest who did
	 * @param user who that is, empty for nobody
	 * @param info what others may know of the user, a JSON object or empty
	 * @param members how many there are now
	 * @param others how many more did at about the same time
	 */
	record Presence(boolean joined, String session, String user, String info, int members,
			int others) implements TopicEvent {
	}

	/**
	 * The server ended our membership, and ends the connection next.
	 *
	 * @param code {@code forbidden} if what allowed it is gone
	 */
	record Left(String topic, String code, String reason) implements TopicEvent {
	}

	/**
	 * The server refused something that was not one of our publications; a fresh token
	 * for example.
	 */
	record Refused(String code, String message) implements TopicEvent {
	}

}

package dev.echocast.client;

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
	 */
	record Welcome(String session, String node, String topic, int members, String position,
			@Nullable Boolean recovered) implements TopicEvent {
	}

	/** A message of the topic; none comes twice. */
	record Published(String position, String sender, String time, Message message) implements TopicEvent {
	}

	/**
	 * Members came or went; only if the address asks for presence.
	 *
	 * @param session of the latest who did
	 * @param members how many there are now
	 * @param others how many more did at about the same time
	 */
	record Presence(boolean joined, String session, int members, int others) implements TopicEvent {
	}

	/** The server refused something that was not one of our publications. */
	record Refused(String code, String message) implements TopicEvent {
	}

}

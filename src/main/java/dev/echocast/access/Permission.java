package dev.echocast.access;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to do.
 *
 * @param topic what it is done to; {@code null} for an action that is of no topic
 */
public record Permission(Action action, @Nullable String topic) {

	/**
	 * For an action of no topic.
	 */
	public static Permission to(Action action) {
		return new Permission(action, null);
	}

	/**
	 * For an action on a topic.
	 */
	public static Permission to(Action action, String topic) {
		return new Permission(action, topic);
	}

	@Override
	public String toString() {
		return this.action.word() + ((this.topic != null) ? " on topic " + this.topic : "");
	}

}

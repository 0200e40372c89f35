package dev.echocast.access;

import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Actions on topics. Those that are of no topic need no pattern.
 */
record Grant(List<TopicPattern> topics, Set<Action> actions) {

	boolean allows(Action action) {
		return this.actions.contains(action);
	}

	boolean allows(Action action, String topic) {
		if (!allows(action)) {
			return false;
		}
		// Asked for each message that is published: a stream would cost more than the
		// answer.
		for (TopicPattern pattern : this.topics) {
			if (pattern.matches(topic)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The grant for one user.
	 */
	Grant of(@Nullable String user) {
		return new Grant(this.topics.stream().map((pattern) -> pattern.of(user)).filter(Objects::nonNull).toList(),
				this.actions);
	}

}

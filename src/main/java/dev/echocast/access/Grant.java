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
		return allows(action) && this.topics.stream().anyMatch((pattern) -> pattern.matches(topic));
	}

	/**
	 * The grant for one user.
	 */
	Grant of(@Nullable String user) {
		return new Grant(this.topics.stream().map((pattern) -> pattern.of(user)).filter(Objects::nonNull).toList(),
				this.actions);
	}

}

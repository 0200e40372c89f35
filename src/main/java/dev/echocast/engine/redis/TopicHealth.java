package dev.echocast.engine.redis;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

import dev.echocast.log.BoundedLog;
import io.lettuce.core.RedisCommandExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether Redis has of a topic what this service understands. What is wrong with a topic
 * costs that topic alone. Safe for use from any thread.
 */
final class TopicHealth {

	/** Failures in a row, one a second at most, after which members should know. */
	static final int LASTING = 5;

	/**
	 * What scripts meet in keys that somebody else wrote. Whatever else Redis refuses
	 * with is not about a topic.
	 */
	private static final Pattern ABOUT_KEYS = Pattern
		.compile("WRONGTYPE|attempt to |bad argument|Invalid stream ID|not an integer");

	private static final BoundedLog logger = new BoundedLog("dev.echocast.Engine");

	/** What is looked at. */
	enum Part {

		STATE, STREAM

	}

	private final String topic;

	private final Map<Part, Integer> failures = new EnumMap<>(Part.class);

	private volatile @Nullable String trouble;

	TopicHealth(String topic) {
		this.topic = topic;
	}

	/**
	 * What is wrong; {@code null} when nothing is.
	 */
	@Nullable String trouble() {
		return this.trouble;
	}

	/**
	 * A part could be used.
	 */
	synchronized void well(Part part) {
		if (this.failures.remove(part) != null && this.failures.isEmpty()) {
			this.trouble = null;
		}
	}

	/**
	 * A part could not be used.
	 * @return whether that has lasted for so long that members should know
	 */
	synchronized boolean failed(Part part, Throwable failure) {
		if (!concernsTopic(failure)) {
			return false;
		}
		if (this.trouble == null) {
			logger.warn("Redis cannot be used for topic " + this.topic + ": " + reason(failure));
		}
		this.trouble = "what Redis has of topic " + this.topic + " is not this service's";
		return this.failures.merge(part, 1, Integer::sum) >= LASTING;
	}

	/**
	 * Whether a failure is about the topic's keys rather than about Redis.
	 */
	static boolean concernsTopic(Throwable failure) {
		Throwable cause = cause(failure);
		if (cause instanceof RedisCommandExecutionException) {
			return ABOUT_KEYS.matcher(String.valueOf(cause.getMessage())).find();
		}
		// What came is not what the script was to return.
		return cause instanceof ClassCastException || cause instanceof IndexOutOfBoundsException
				|| cause instanceof NullPointerException || cause instanceof IllegalArgumentException;
	}

	/**
	 * What to log of a failure.
	 */
	static String reason(Throwable failure) {
		return String.valueOf(cause(failure)).replaceAll("\\p{Cntrl}", " ");
	}

	private static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}

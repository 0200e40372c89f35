package dev.echocast.access;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Which topics a grant is for. A pattern has segments between dots: {@code *} stands for
 * one segment, {@code **}, which only the last may be, for all that follow, at least one.
 *
 * @param segments of the pattern
 */
record TopicPattern(List<String> segments) {

	/** As long as a topic's name may be. */
	private static final int MAX_LENGTH = 128;

	private static final String ONE = "*";

	private static final String REST = "**";

	/** Stands for the name of who asks, in what is configured. */
	private static final String USER = "${user}";

	private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_~-]+");

	/**
	 * Read a pattern of a token.
	 * @throws IllegalArgumentException when it is none
	 */
	static TopicPattern ofToken(String pattern) {
		return of(pattern, false);
	}

	/**
	 * Read a pattern of a configuration, which may have the asker's name in it.
	 * @throws IllegalArgumentException when it is none
	 */
	static TopicPattern ofConfiguration(String pattern) {
		return of(pattern, true);
	}

	private static TopicPattern of(String pattern, boolean configured) {
		List<String> segments = List.of(pattern.split("\\.", -1));
		boolean ends = segments.indexOf(REST) < 0 || segments.indexOf(REST) == segments.size() - 1;
		if (pattern.length() > MAX_LENGTH || !ends
				|| !segments.stream().allMatch((segment) -> isSegment(segment, configured))) {
			throw new IllegalArgumentException("is no pattern of topics: segments between dots, * for one of them, **"
					+ " for the rest" + (configured ? ", ${user} for the name of the user" : ""));
		}
		return new TopicPattern(segments);
	}

	private static boolean isSegment(String segment, boolean configured) {
		return SEGMENT.matcher(segment).matches() || segment.equals(ONE) || segment.equals(REST)
				|| (configured && segment.equals(USER));
	}

	/**
	 * The pattern for one user; {@code null} when it is for nobody of that name. A name
	 * that is more or less than one segment could reach into others' topics.
	 */
	@Nullable TopicPattern of(@Nullable String user) {
		if (!this.segments.contains(USER)) {
			return this;
		}
		if (user == null || !SEGMENT.matcher(user).matches()) {
			return null;
		}
		return new TopicPattern(this.segments.stream().map((it) -> it.equals(USER) ? user : it).toList());
	}

	/**
	 * Whether it is for a topic.
	 */
	boolean matches(String topic) {
		int from = 0;
		for (String segment : this.segments) {
			if (from > topic.length()) {
				return false;
			}
			int end = topic.indexOf('.', from);
			end = (end < 0) ? topic.length() : end;
			if (segment.equals(REST)) {
				return true;
			}
			if (!segment.equals(ONE) && !(segment.length() == end - from && topic.startsWith(segment, from))) {
				return false;
			}
			from = end + 1;
		}
		return from > topic.length();
	}

}

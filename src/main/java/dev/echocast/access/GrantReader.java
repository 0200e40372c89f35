package dev.echocast.access;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.echocast.access.AccessProperties.GrantProperties;
import org.jspecify.annotations.Nullable;

/**
 * Reads grants, from a configuration and from the claim of a token.
 */
final class GrantReader {

	private static final Set<String> MEMBERS = Set.of("topics", "allow");

	/** What a token has room for. */
	private static final int MAX_GRANTS = 100;

	/** All may be compared with a topic whenever somebody publishes. */
	private static final int MAX_PATTERNS = 256;

	private GrantReader() {
	}

	/**
	 * Read what is configured.
	 * @param property where it is
	 * @throws MisconfiguredException naming the property that is wrong
	 */
	static Grants configured(String property, List<GrantProperties> grants) {
		List<Grant> read = new ArrayList<>();
		for (int i = 0; i < grants.size(); i++) {
			String name = property + "[" + i + "]";
			GrantProperties grant = grants.get(i);
			Set<Action> actions = EnumSet.noneOf(Action.class);
			for (int j = 0; j < grant.allow().size(); j++) {
				String word = grant.allow().get(j);
				String where = name + ".allow[" + j + "]";
				actions.add(Action.of(word)
					.orElseThrow(() -> new MisconfiguredException(where,
							Printable.of(word) + " is no action; actions are " + Action.words())));
			}
			if (actions.isEmpty()) {
				throw new MisconfiguredException(name + ".allow", "names no action");
			}
			read.add(new Grant(patterns(name + ".topics", grant.topics()), actions));
		}
		return Grants.of(read);
	}

	private static List<TopicPattern> patterns(String property, List<String> patterns) {
		List<TopicPattern> read = new ArrayList<>();
		for (int i = 0; i < patterns.size(); i++) {
			try {
				read.add(TopicPattern.ofConfiguration(patterns.get(i)));
			}
			catch (IllegalArgumentException wrong) {
				throw new MisconfiguredException(property + "[" + i + "]",
						Printable.of(patterns.get(i)) + " " + wrong.getMessage());
			}
		}
		return read;
	}

	/**
	 * Read a claim.
	 * @return {@code null} when there is none
	 * @throws IllegalArgumentException when it has another shape
	 */
	static @Nullable Grants claimed(@Nullable Object claim) {
		if (claim == null) {
			return null;
		}
		if (!(claim instanceof List<?> grants) || grants.size() > MAX_GRANTS) {
			throw wrong();
		}
		List<Grant> read = grants.stream().map(GrantReader::grant).toList();
		if (read.stream().mapToInt((grant) -> grant.topics().size()).sum() > MAX_PATTERNS) {
			throw new IllegalArgumentException("its claim grants has more than " + MAX_PATTERNS + " patterns");
		}
		return Grants.of(read);
	}

	private static Grant grant(@Nullable Object claimed) {
		if (!(claimed instanceof Map<?, ?> grant) || !MEMBERS.containsAll(grant.keySet())) {
			throw wrong();
		}
		Set<Action> actions = EnumSet.noneOf(Action.class);
		strings(grant.get("allow")).forEach((word) -> actions.add(Action.of(word).orElseThrow(GrantReader::wrong)));
		Object topics = grant.get("topics");
		return new Grant((topics != null) ? strings(topics).stream().map(TopicPattern::ofToken).toList() : List.of(),
				actions);
	}

	private static List<String> strings(@Nullable Object list) {
		if (!(list instanceof List<?> strings)) {
			throw wrong();
		}
		return strings.stream().map((it) -> {
			if (!(it instanceof String string)) {
				throw wrong();
			}
			return string;
		}).toList();
	}

	private static IllegalArgumentException wrong() {
		return new IllegalArgumentException("its claim grants must be a list of {topics, allow}");
	}

}

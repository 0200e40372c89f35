package dev.echocast.access;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.echocast.support.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Somebody names a topic, or itself, so that a pattern reaches further than it should.
 */
class TopicPatternTests {

	@ParameterizedTest
	@CsvSource({ "a, a, true", "a, A, false", "a, ab, false", "a, a.b, false", "a, a., false", "a, .a, false",
			"*, a, true", "*, a.b, false", "*, a., false", "**, a, true", "**, a.b.c, true", "**, ., true",
			"a.*, a, false", "a.*, a.b, true", "a.*, a.b.c, false", "a.*, ab, false", "a.*, a.b., false",
			"a.**, a, false", "a.**, a.b, true", "a.**, a.b.c, true", "a.**, ab.c, false", "a.**, b.a.c, false",
			"*.b, a.b, true", "*.b, b, false", "*.b, a.a.b, false", "*.*, a.b, true", "*.*, a, false", "*.**, a, false",
			"*.**, a.b, true", "a-b, a.b, false" })
	void aPatternIsForWholeSegments(String pattern, String topic, boolean matches) {
		assertThat(TopicPattern.ofToken(pattern).matches(topic)).isEqualTo(matches);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", ".a", "a.", "a..b", "**.a", "a.**.b", "**.**", "***", "a*", "*a", "a.b*",
			"a b", " a", "a\n", "a/b", "ä", "{user}", "$user", "${user", "${USER}", "${user}${user}", "x-${user}",
			"${user}x", "a\u0000" })
	void whatIsNoPatternIsRefused(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.ofConfiguration(pattern));
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.ofToken(pattern));
	}

	@Test
	void aPatternIsAsLongAsATopicAtMost() {
		TopicPattern.ofToken("a".repeat(128));
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.ofToken("a".repeat(129)));
	}

	@Test
	void aTokenNamesNoOtherUser() {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.ofToken("user.${user}"));
	}

	@Test
	void aUserStandsInItsPlaceAsOneSegment() {
		TopicPattern pattern = TopicPattern.ofConfiguration("user.${user}.**");
		TopicPattern ofAlice = pattern.of("alice");
		assertThat(ofAlice).isNotNull();
		assertThat(ofAlice.matches("user.alice.inbox")).isTrue();
		assertThat(ofAlice.matches("user.bob.inbox")).isFalse();
		assertThat(ofAlice.matches("user.alice")).isFalse();
		assertThat(pattern.matches("user.alice.inbox")).isFalse();
		for (String name : new String[] { "**", "*", "a.b", "../x", "${user}", "", " ", "a b", "a\n", "ä", "a*",
				null }) {
			assertThat(pattern.of(name)).isNull();
		}
		assertThat(TopicPattern.ofConfiguration("news").of("**")).isEqualTo(TopicPattern.ofConfiguration("news"));
	}

	@Test
	void aPatternIsForTheSameTopicsAsAnExpression() {
		Seeds.check(Duration.ofSeconds(1), () -> true, (random) -> {
			for (int i = 0; i < 1000; i++) {
				compare(of(random, List.of("a", "b", "ab", "*", "**")), of(random, List.of("a", "b", "ab", "", "c")));
			}
		});
	}

	private static void compare(String pattern, String topic) {
		List<String> segments = List.of(pattern.split("[.]"));
		if (segments.subList(0, segments.size() - 1).contains("**")) {
			assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.ofToken(pattern));
			return;
		}
		String expression = segments.stream().map((it) -> switch (it) {
			case "*" -> "[^.]*";
			case "**" -> ".*";
			default -> Pattern.quote(it);
		}).collect(Collectors.joining("[.]"));
		assertThat(TopicPattern.ofToken(pattern).matches(topic)).as("%s for %s", pattern, topic)
			.isEqualTo(topic.matches(expression));
	}

	private static String of(Random random, List<String> segments) {
		return Stream.generate(() -> segments.get(random.nextInt(segments.size())))
			.limit(1 + random.nextInt(4))
			.collect(Collectors.joining("."));
	}

}

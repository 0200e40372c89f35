package dev.echocast.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documents say of access is so.
 */
class AccessExamplesTests {

	private static final String OPERATIONS = read("src/docs/operations.md");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	@Test
	void theKeyOfTheReadmeMayPublishAndDoNothingElse() {
		AccessProperties properties = bind(yaml(read("README.md"), "echocast.access.keys:"));
		assertThat(properties.keys()).singleElement().satisfies((key) -> {
			Grants grants = GrantReader.configured("", key.grants());
			assertThat(grants.allow(Action.PUBLISH, "news.sport")).isTrue();
			assertThat(grants.allow(Action.JOIN, "news.sport")).isFalse();
			assertThat(grants.allow(Action.ECHO)).isFalse();
		});
		assertThat(new ApiKeys(properties.keys()).isEmpty()).isFalse();
	}

	@Test
	void theGrantsOfTheManualAreWhatTheyLookLike() {
		AccessProperties properties = bind(yaml(OPERATIONS, "echocast:"));
		assertThat(properties.keys()).extracting(AccessProperties.Key::name).containsExactly("newsroom", "operations");
		assertThat(new ApiKeys(properties.keys()).isEmpty()).isFalse();
		Grants users = GrantReader.configured("", properties.jwt().grants()).of("alice");
		assertThat(users.allow(Action.HISTORY, "user.alice.inbox")).isTrue();
		assertThat(users.allow(Action.JOIN, "user.bob")).isFalse();
		assertThat(users.allow(Action.JOIN, "news.sport")).isTrue();
		assertThat(users.allow(Action.HISTORY, "news.sport")).isFalse();
		assertThat(GrantReader.configured("", properties.anonymous()).allow(Action.ECHO)).isTrue();
	}

	@Test
	void theTableOfActionsHasAllOfThem() {
		assertThat(rows("| Action | Allows |").map((row) -> code(row.get(0)).get(0)))
			.containsExactlyInAnyOrder(Arrays.stream(Action.values()).map(Action::word).toArray(String[]::new));
	}

	@Test
	void theTableOfPatternsIsTrue() {
		assertThat(rows("| Pattern | Is for | Is not for |")).hasSizeGreaterThan(3).allSatisfy((row) -> {
			TopicPattern pattern = TopicPattern.ofConfiguration(code(row.get(0)).get(0)).of("alice");
			assertThat(pattern).isNotNull();
			assertThat(code(row.get(1))).allMatch(pattern::matches);
			if (!row.get(0).contains("${user}")) {
				assertThat(code(row.get(2))).noneMatch(pattern::matches);
			}
		});
		assertThat(Stream.of("a.b", "*"))
			.allMatch((name) -> TopicPattern.ofConfiguration("user.${user}").of(name) == null);
	}

	@Test
	void theTableOfPropertiesHasAllOfThem() throws IOException {
		List<String> known;
		try (var metadata = AccessProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			known = JsonMapper.shared()
				.readTree(metadata)
				.path("properties")
				.valueStream()
				.map((property) -> property.path("name").asString())
				.filter((name) -> name.startsWith("echocast.access."))
				.toList();
		}
		List<String> told = rows("| Property | Default | Meaning |").map((row) -> code(row.get(0)).get(0))
			.filter((name) -> name.startsWith("echocast.access."))
			.map((name) -> name.replaceAll("\\[].*", ""))
			.distinct()
			.toList();
		assertThat(told).containsExactlyInAnyOrderElementsOf(known);
	}

	/** The claim in the realm of the manual, which is JSON in JSON. */
	@Test
	void theGrantsOfTheProviderAreTaken() {
		String realm = block(OPERATIONS, "json", (block) -> block.contains("\"realm\""));
		String claim = JsonMapper.shared()
			.readTree(realm)
			.at("/clients/0/protocolMappers/1/config/claim.value")
			.asString();
		Grants grants = GrantReader.claimed(JsonMapper.shared().readValue(claim, Object.class));
		assertThat(grants).isNotNull();
		assertThat(grants.allow(Action.JOIN, "team.red.chat")).isTrue();
	}

	private static AccessProperties bind(String yaml) {
		YamlPropertiesFactoryBean factory = new YamlPropertiesFactoryBean();
		factory.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		Properties properties = factory.getObject();
		return new Binder(new MapConfigurationPropertySource(properties))
			.bind("echocast.access", AccessProperties.class)
			.get();
	}

	private static String yaml(String text, String begin) {
		return block(text, "yaml", (block) -> block.startsWith(begin) && block.contains("keys:"));
	}

	private static String block(String text, String language, Predicate<String> wanted) {
		return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(text)
			.results()
			.map((match) -> match.group(1))
			.filter(wanted)
			.findFirst()
			.orElseThrow();
	}

	private static Stream<List<String>> rows(String header) {
		return OPERATIONS.substring(OPERATIONS.indexOf(header))
			.lines()
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.map((line) -> List.of(line.substring(1).split("\\|")));
	}

	private static List<String> code(String cell) {
		return CODE.matcher(cell).results().map((MatchResult match) -> match.group(1)).toList();
	}

	private static String read(String path) {
		try {
			return Files.readString(Path.of(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

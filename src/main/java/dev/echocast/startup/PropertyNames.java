package dev.echocast.startup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The names of the service's own properties, as the build has written them down.
 */
final class PropertyNames {

	static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("echocast");

	private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

	private final List<Property> properties;

	private PropertyNames(List<Property> properties) {
		this.properties = properties;
	}

	/**
	 * Read the names; empty when the compiler has not written them down, as that of an
	 * IDE may.
	 */
	static PropertyNames read() {
		try (InputStream metadata = PropertyNames.class.getResourceAsStream(METADATA)) {
			return new PropertyNames((metadata != null) ? parse(JsonMapper.shared().readTree(metadata)) : List.of());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Property> parse(JsonNode metadata) {
		return metadata.path("properties")
			.valueStream()
			.map((property) -> new Property(ConfigurationPropertyName.of(property.path("name").asString()),
					property.path("type").asString("").startsWith("java.util.")))
			.filter((property) -> ROOT.isAncestorOf(property.name()))
			.toList();
	}

	boolean isEmpty() {
		return this.properties.isEmpty();
	}

	boolean contains(ConfigurationPropertyName name) {
		return this.properties.stream()
			.anyMatch((property) -> property.name().equals(name)
					|| (property.hasElements() && property.name().isAncestorOf(name)));
	}

	/**
	 * Whether an environment variable is a property's. Its hyphens may have gone or have
	 * become underscores.
	 */
	boolean containsVariable(String variable) {
		return this.properties.stream()
			.flatMap((property) -> property.variables()
				.map((name) -> variable.equals(name) || (property.hasElements() && variable.startsWith(name + "_"))))
			.anyMatch(Boolean::booleanValue);
	}

	/**
	 * The property that is likely meant by a name that is none; {@code null} when none is
	 * near.
	 */
	@Nullable String nearest(String wrong) {
		Map<String, Integer> distances = new HashMap<>();
		String letters = letters(wrong);
		this.properties.forEach((property) -> distances.put(property.name().toString(),
				distance(letters, letters(property.name().toString()))));
		return distances.entrySet()
			.stream()
			.min(Comparator.comparing(Map.Entry<String, Integer>::getValue).thenComparing(Map.Entry::getKey))
			.filter((nearest) -> nearest.getValue() <= letters.length() / 3)
			.map(Map.Entry::getKey)
			.orElse(null);
	}

	private static String letters(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").substring("echocast".length());
	}

	/**
	 * How many letters must be changed, added or left out to make one of the other.
	 */
	private static int distance(String one, String other) {
		int[] row = new int[other.length() + 1];
		Arrays.setAll(row, (i) -> i);
		for (int i = 1; i <= one.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= other.length(); j++) {
				int changed = diagonal + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
			}
		}
		return row[other.length()];
	}

	/**
	 * A property.
	 *
	 * @param hasElements whether it is a list or a map, whose elements have names below
	 */
	private record Property(ConfigurationPropertyName name, boolean hasElements) {

		Stream<String> variables() {
			String upper = this.name.toString().toUpperCase(Locale.ROOT).replace('.', '_');
			return Stream.of(upper.replace("-", ""), upper.replace('-', '_'));
		}

	}

}

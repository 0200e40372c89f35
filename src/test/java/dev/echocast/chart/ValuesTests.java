package dev.echocast.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values, schema and README say the same.
 */
class ValuesTests {

	private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| `([^`]*)` \\| (.+) \\|$", Pattern.MULTILINE);

	private static final ObjectMapper JSON = new ObjectMapper();

	/** Kubernetes checks these, and its next version may know more of them. */
	private static final Set<String> OPEN = Set.of("affinity", "extraConfig", "extraEnv[]", "extraEnvFrom[]",
			"extraVolumeMounts[]", "extraVolumes[]", "global", "httpRoute.parentRefs[]", "networkPolicy.clients[]",
			"networkPolicy.dns[]", "networkPolicy.egress[]", "networkPolicy.scrapers[]", "redis.egress.to[]",
			"resources.limits", "resources.requests", "tolerations[]", "topologySpreadConstraints[]");

	@Test
	void theReadmeListsEveryValueWithItsDefault() throws IOException {
		Map<String, String> documented = new LinkedHashMap<>();
		Matcher row = ROW.matcher(Files.readString(Chart.DIRECTORY.resolve("README.md")));
		while (row.find()) {
			documented.put(row.group(1), row.group(2));
		}
		Map<String, String> defaults = new LinkedHashMap<>();
		flatten("", values(), defaults);
		assertThat(documented).containsExactlyEntriesOf(defaults);
	}

	@Test
	void theSchemaIsClosed() throws IOException {
		Set<String> open = new TreeSet<>();
		JsonNode schema = schema();
		collectOpen("", schema, schema, open);
		assertThat(open).containsExactlyInAnyOrderElementsOf(OPEN);
	}

	@Test
	void theSchemaKnowsExactlyTheValuesThereAre() throws IOException {
		Set<String> known = new TreeSet<>();
		Set<String> given = new TreeSet<>();
		JsonNode schema = schema();
		collectKnown("", schema, schema, known);
		collectGiven("", values(), schema, schema, given);
		known.remove("global");
		assertThat(given).isEqualTo(known);
	}

	private static void flatten(String path, JsonNode value, Map<String, String> flat) {
		if (value.isObject() && !value.isEmpty()) {
			value.properties().forEach(entry -> flatten(join(path, entry.getKey()), entry.getValue(), flat));
		}
		else {
			flat.put(path, value.isTextual() && !value.asText().isEmpty() ? value.asText() : value.toString());
		}
	}

	private static void collectOpen(String path, JsonNode node, JsonNode root, Set<String> open) {
		JsonNode schema = resolve(node, root);
		JsonNode additional = schema.path("additionalProperties");
		if (schema.path("type").asText().equals("object") && (additional.isMissingNode() || additional.asBoolean())) {
			open.add(path);
		}
		schema.path("properties")
			.properties()
			.forEach(entry -> collectOpen(join(path, entry.getKey()), entry.getValue(), root, open));
		if (schema.has("items")) {
			collectOpen(path + "[]", schema.get("items"), root, open);
		}
	}

	private static void collectKnown(String path, JsonNode node, JsonNode root, Set<String> known) {
		JsonNode properties = resolve(node, root).path("properties");
		if (properties.isEmpty()) {
			known.add(path);
		}
		properties.properties()
			.forEach(entry -> collectKnown(join(path, entry.getKey()), entry.getValue(), root, known));
	}

	private static void collectGiven(String path, JsonNode value, JsonNode node, JsonNode root, Set<String> given) {
		JsonNode properties = resolve(node, root).path("properties");
		if (properties.isEmpty()) {
			given.add(path);
			return;
		}
		value.properties()
			.forEach(entry -> collectGiven(join(path, entry.getKey()), entry.getValue(),
					properties.path(entry.getKey()), root, given));
	}

	private static JsonNode resolve(JsonNode node, JsonNode root) {
		return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
	}

	private static String join(String path, String key) {
		return path.isEmpty() ? key : path + "." + key;
	}

	private static JsonNode schema() throws IOException {
		return JSON.readTree(Files.readString(Chart.DIRECTORY.resolve("values.schema.json")));
	}

	private static JsonNode values() throws IOException {
		return JSON.valueToTree(Manifests.document(Files.readString(Chart.DIRECTORY.resolve("values.yaml"))));
	}

}

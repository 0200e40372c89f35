package dev.echocast.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.echocast.support.ServiceTest;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The description of the API is OpenAPI, and matches itself and the service.
 */
@ServiceTest
class OpenApiIntegrationTests {

	private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

	@Autowired
	private WebTestClient web;

	@Test
	void itIsOpenApi() {
		assertThat(complaints(yaml())).isEmpty();
		assertThat(complaints(yaml().replace("required: true", "required: yes, please"))).isNotEmpty();
		assertThat(complaints(yaml().replace("responses:", "answers:"))).isNotEmpty();
	}

	private static List<String> complaints(String yaml) {
		return new OpenAPIV3Parser().readContents(yaml, List.of(), new ParseOptions()).getMessages();
	}

	@Test
	void everyReferenceLeadsSomewhere() {
		Map<String, Object> description = description();
		assertThat(description.get("openapi")).isEqualTo("3.1.0");
		List<String> references = new ArrayList<>();
		collect(description, references);
		assertThat(references).isNotEmpty().allSatisfy((reference) -> {
			Object target = description;
			for (String step : reference.substring(2).split("/")) {
				target = ((Map<?, ?>) target).get(step);
				assertThat(target).as(reference).isNotNull();
			}
		});
	}

	private static void collect(Object node, List<String> references) {
		if (node instanceof Map<?, ?> map) {
			map.forEach((key, value) -> {
				if (key.equals("$ref")) {
					references.add((String) value);
				}
				collect(value, references);
			});
		}
		else if (node instanceof List<?> list) {
			list.forEach((item) -> collect(item, references));
		}
	}

	@Test
	void everyPathAllowsExactlyTheMethodsThatAreDescribed() {
		paths().forEach((path, operations) -> {
			EntityExchangeResult<byte[]> answer = this.web.method(HttpMethod.DELETE)
				.uri(path.replace("{topic}", "described"))
				.exchange()
				.expectStatus()
				.isEqualTo(405)
				.expectBody()
				.returnResult();
			assertThat(answer.getResponseHeaders().getAllow()).as(path)
				.filteredOn((method) -> !method.equals(HttpMethod.HEAD))
				.extracting((method) -> method.name().toLowerCase(java.util.Locale.ROOT))
				.containsExactlyInAnyOrderElementsOf(operations.keySet().stream().filter(METHODS::contains).toList());
		});
	}

	@Test
	void everyOperationAnswersWithAStatusThatIsDescribed() {
		paths().forEach((path, operations) -> operations.forEach((method, operation) -> {
			if (!METHODS.contains(method) || path.endsWith("/events")) {
				return;
			}
			int status = this.web.method(HttpMethod.valueOf(method.toUpperCase(java.util.Locale.ROOT)))
				.uri(path.replace("{topic}", "described"))
				.exchange()
				.expectBody()
				.returnResult()
				.getStatus()
				.value();
			assertThat(((Map<?, ?>) ((Map<?, ?>) operation).get("responses")).keySet()).as(method + " " + path)
				.anyMatch((described) -> described.equals(Integer.toString(status)));
		}));
	}

	@SuppressWarnings("unchecked")
	private Map<String, Map<String, Object>> paths() {
		return (Map<String, Map<String, Object>>) description().get("paths");
	}

	private Map<String, Object> description() {
		return new Yaml().load(yaml());
	}

	private String yaml() {
		byte[] yaml = this.web.get()
			.uri("/api/openapi.yaml")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentType("application/yaml")
			.expectBody()
			.returnResult()
			.getResponseBody();
		return new String(yaml, StandardCharsets.UTF_8);
	}

}

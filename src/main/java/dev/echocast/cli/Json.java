package dev.echocast.cli;

import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * Apart from its users, so that Jackson is loaded only when JSON is asked for.
 */
final class Json {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private Json() {
	}

	/** A JSON text as what {@link #write} takes. */
	static Object read(String json) {
		return MAPPER.readValue(json, Object.class);
	}

	static String write(Map<String, Object> fields) {
		return MAPPER.writeValueAsString(fields);
	}

}

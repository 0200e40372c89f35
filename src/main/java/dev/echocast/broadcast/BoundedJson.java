package dev.echocast.broadcast;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the JSON of peers. Each token becomes an object on the heap that may be thirty
 * times as large as its text, so what has many, or is deep, is refused: what is read
 * takes little more memory than its strings. Safe for use from any thread.
 */
public final class BoundedJson {

	/**
	 * Five times what a batch of 1000 messages needs; as a tree they take 2 MB at most.
	 */
	static final int MAX_TOKENS = 20_000;

	/** No message has more than two levels. */
	static final int MAX_DEPTH = 16;

	/** Names that nobody knows are passed over, but they need not be long. */
	static final int MAX_NAME_LENGTH = 256;

	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxTokenCount(MAX_TOKENS)
				.maxNestingDepth(MAX_DEPTH)
				.maxNameLength(MAX_NAME_LENGTH)
				.build())
			.build())
		.build();

	private BoundedJson() {
	}

	/**
	 * Read one value, which is missing when there is none.
	 * @throws JacksonException when it is no JSON, or too much; see {@link #fault}
	 */
	public static JsonNode read(byte[] json) {
		return MAPPER.readTree(json);
	}

	/**
	 * What is wrong with text that cannot be read, in words without any of it.
	 */
	public static String fault(JacksonException ex) {
		return (ex instanceof StreamConstraintsException) ? "JSON of more than " + MAX_TOKENS + " tokens or "
				+ MAX_DEPTH + " levels, or with too long a name or number" : "not JSON";
	}

}

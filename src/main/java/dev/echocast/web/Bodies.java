package dev.echocast.web;

import java.util.List;
import java.util.Map;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Request bodies, which are bounded.
 */
final class Bodies {

	static final int MAX_BYTES = 1024 * 1024;

	private static final String IDENTITY = "identity";

	private Bodies() {
	}

	/**
	 * The whole body, empty when there is none.
	 * <p>
	 * Fails with {@code DataBufferLimitException} when it is longer than
	 * {@link #MAX_BYTES}; no more than that is held, and nothing of it is read when its
	 * length says so. Fails with {@link UnacceptableException} when it is encoded.
	 */
	static Mono<byte[]> read(ServerRequest request) {
		HttpHeaders headers = request.headers().asHttpHeaders();
		List<String> encodings = headers.getValuesAsList(HttpHeaders.CONTENT_ENCODING);
		if (!encodings.stream().allMatch(IDENTITY::equalsIgnoreCase)) {
			return Mono.error(new UnacceptableException(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
					"Content-Encoding must be identity: send the body as it is",
					Map.of(HttpHeaders.ACCEPT_ENCODING, IDENTITY)));
		}
		if (headers.getContentLength() > MAX_BYTES) {
			return Mono.error(new DataBufferLimitException("Content-Length is over " + MAX_BYTES));
		}
		return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), MAX_BYTES)
			.map(Bodies::take)
			.defaultIfEmpty(new byte[0]);
	}

	private static byte[] take(DataBuffer buffer) {
		try {
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			return bytes;
		}
		finally {
			DataBufferUtils.release(buffer);
		}
	}

}

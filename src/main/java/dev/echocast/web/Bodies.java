package dev.echocast.web;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Request bodies, which are bounded.
 */
final class Bodies {

	static final int MAX_BYTES = 1024 * 1024;

	private Bodies() {
	}

	/**
	 * The whole body, empty when there is none.
	 * <p>
	 * Fails with {@code DataBufferLimitException} when it is longer than
	 * {@link #MAX_BYTES}; no more than that is held.
	 */
	static Mono<byte[]> read(ServerRequest request) {
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

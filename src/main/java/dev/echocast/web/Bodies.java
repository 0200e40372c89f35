package dev.echocast.web;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import dev.echocast.transport.EventLoops;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.memory.MemoryKind;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.transport.Until;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Request bodies, each of which is bounded, and counted while it is read.
 */
final class Bodies {

	static final int MAX_BYTES = 1024 * 1024;

	/** Always welcome, unless there is no memory at all. */
	private static final int LITTLE_BYTES = 4096;

	private static final String IDENTITY = "identity";

	private final MemoryLedger ledger;

	Bodies(MemoryLedger ledger) {
		this.ledger = ledger;
	}

	/**
	 * The whole body, empty when there is none.
	 * <p>
	 * Fails with {@code DataBufferLimitException} when it is longer than
	 * {@link #MAX_BYTES}; no more than that is held, and nothing of it is read when its
	 * length says so. Fails with {@link UnacceptableException} when it is encoded, or
	 * when there is no memory for it.
	 */
	Mono<byte[]> read(ServerRequest request) {
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
		boolean little = headers.getContentLength() >= 0 && headers.getContentLength() <= LITTLE_BYTES;
		if (this.ledger.isExhausted() || (this.ledger.isFull() && !little)) {
			return Mono.error(shortOfMemory());
		}
		return Mono
			.using(() -> new Reading(EventLoops.of(request.exchange().getRequest())),
					(reading) -> DataBufferUtils.join(reading.count(body(request)), MAX_BYTES))
			.map(Bodies::take)
			.defaultIfEmpty(new byte[0]);
	}

	private static UnacceptableException shortOfMemory() {
		return new UnacceptableException(HttpStatus.SERVICE_UNAVAILABLE, "This node is short of memory",
				Map.of(HttpHeaders.RETRY_AFTER, "5"));
	}

	private static Flux<DataBuffer> body(ServerRequest request) {
		return request.body(BodyExtractors.toDataBuffers());
	}

	/**
	 * A body that is being read; on the event loop of its connection.
	 */
	private final class Reading implements MemoryLedger.Holder, AutoCloseable {

		private final Sinks.Empty<DataBuffer> evicted = Sinks.empty();

		private final MemoryAccount account = Bodies.this.ledger.open(this);

		private final Executor eventLoop;

		private long held;

		Reading(Executor eventLoop) {
			this.eventLoop = eventLoop;
		}

		Flux<DataBuffer> count(Flux<DataBuffer> body) {
			return body.doOnNext(this::hold).transform(Until.ends(this.evicted.asMono()));
		}

		private void hold(DataBuffer buffer) {
			this.held += buffer.capacity();
			this.account.add(MemoryKind.BODY, buffer.capacity());
		}

		@Override
		public void evict() {
			this.eventLoop.execute(() -> this.evicted.tryEmitError(shortOfMemory()));
		}

		@Override
		public void cut() {
			// Nothing is held any more once it was evicted.
		}

		@Override
		public void close() {
			this.account.add(MemoryKind.BODY, -this.held);
			this.account.close();
		}

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

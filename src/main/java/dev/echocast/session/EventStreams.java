package dev.echocast.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.echocast.transport.CloseException;
import dev.echocast.transport.Initiator;
import dev.echocast.transport.Until;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * HTTP responses that never end by themselves, such as server-sent events: counted like
 * sessions, and a drain ends them, spread like those. Safe for use from any thread.
 */
public final class EventStreams {

	/** What meters call them. */
	public static final String ENDPOINT = "events";

	private final Set<Sinks.Empty<Void>> streams = ConcurrentHashMap.newKeySet();

	private final EndpointMeters meters;

	private final Clock clock;

	EventStreams(EndpointMeters meters, Clock clock) {
		this.meters = meters;
		this.clock = clock;
	}

	/**
	 * The same stream, which fails with a {@link CloseException} of 1001 when its turn
	 * comes in a drain; demand passes through.
	 * @param delivered completes when all that is on its way to the stream is in it; that
	 * failure comes behind it
	 */
	public <T> Flux<T> track(Flux<T> stream, Mono<Void> delivered) {
		return Flux.defer(() -> {
			Sinks.Empty<Void> turn = Sinks.empty();
			Instant opened = this.clock.instant();
			this.streams.add(turn);
			this.meters.opened();
			Mono<Void> told = turn.asMono()
				.then(delivered)
				.then(Mono.error(() -> new CloseException(SessionRegistry.GOING_AWAY)));
			return stream.transform(Until.ends(told))
				.doOnCancel(() -> closed(turn, opened, CloseStatus.NO_CLOSE_FRAME, Initiator.NETWORK))
				.doOnComplete(() -> closed(turn, opened, CloseStatus.NORMAL, Initiator.SERVER))
				.doOnError((failure) -> closed(turn, opened,
						(failure instanceof CloseException end) ? end.status() : CloseStatus.SERVER_ERROR,
						Initiator.SERVER));
		});
	}

	private void closed(Sinks.Empty<Void> turn, Instant opened, CloseStatus status, Initiator by) {
		if (this.streams.remove(turn)) {
			this.meters.closed(status.getCode(), by, Duration.between(opened, this.clock.instant()));
		}
	}

	/**
	 * How many have not been told to go yet.
	 */
	int open() {
		return this.streams.size();
	}

	/**
	 * How many are not gone yet.
	 */
	int remaining() {
		return this.streams.size();
	}

	/**
	 * Tell some of those that are open to go.
	 * @param most how many at most; less than 1 for none
	 */
	void end(int most) {
		this.streams.stream().limit(Math.max(0, most)).toList().forEach(Sinks.Empty::tryEmitEmpty);
	}

}

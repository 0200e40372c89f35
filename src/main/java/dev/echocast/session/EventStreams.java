package dev.echocast.session;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.echocast.access.Identity;
import dev.echocast.access.Revocations;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.Initiator;
import dev.echocast.transport.Lease;
import dev.echocast.transport.Until;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * HTTP responses that never end by themselves, such as server-sent events: counted like
 * sessions, and a drain ends them, spread like those. They end with the token of whoever
 * asked for them, too. Safe for use from any thread.
 */
public final class EventStreams {

	/** What meters call them. */
	public static final String ENDPOINT = "events";

	private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

	private final EndpointMeters meters;

	private final Revocations revocations;

	private final Clock clock;

	private final Scheduler scheduler;

	/**
	 * Create it without streams.
	 * @param clock tells when tokens end
	 * @param scheduler has it looked at
	 */
	EventStreams(EndpointMeters meters, Revocations revocations, Clock clock, Scheduler scheduler) {
		this.meters = meters;
		this.revocations = revocations;
		this.clock = clock;
		this.scheduler = scheduler;
	}

	/**
	 * The same stream, which fails with a {@link CloseException}: of 1001 when its turn
	 * comes in a drain, of 3000 when its token ends or is taken back; demand passes
	 * through.
	 * @param identity who asked for it
	 * @param delivered completes when all that is on its way to the stream is in it; that
	 * failure comes behind it
	 */
	public <T> Flux<T> track(Flux<T> stream, Identity identity, Mono<Void> delivered) {
		return Flux.defer(() -> {
			EventStream open = new EventStream(identity, this.clock, this.scheduler);
			this.streams.add(open);
			this.meters.opened();
			endIfRevoked(open);
			Mono<Void> told = open.told().flatMap((status) -> delivered.then(Mono.error(new CloseException(status))));
			return stream.transform(Until.ends(told))
				.doOnCancel(() -> closed(open, CloseStatus.NO_CLOSE_FRAME, Initiator.NETWORK))
				.doOnComplete(() -> closed(open, CloseStatus.NORMAL, Initiator.SERVER))
				.doOnError((failure) -> closed(open,
						(failure instanceof CloseException end) ? end.status() : CloseStatus.SERVER_ERROR,
						Initiator.SERVER));
		});
	}

	private void closed(EventStream stream, CloseStatus status, Initiator by) {
		if (this.streams.remove(stream)) {
			this.meters.closed(status.getCode(), by, stream.close());
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
		this.streams.stream()
			.limit(Math.max(0, most))
			.toList()
			.forEach((stream) -> stream.end(SessionRegistry.GOING_AWAY));
	}

	/**
	 * End those whose tokens were taken back.
	 */
	void endRevoked() {
		this.streams.forEach(this::endIfRevoked);
	}

	/**
	 * Also when it opens: its token may have been taken back since it was verified.
	 */
	private void endIfRevoked(EventStream stream) {
		if (this.revocations.cover(stream.identity())) {
			stream.end(Lease.REVOKED);
		}
	}

}

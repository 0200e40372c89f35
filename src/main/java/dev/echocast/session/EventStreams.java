package dev.echocast.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * HTTP responses that never end by themselves, such as server-sent events: a drain
 * completes them, spread like the sessions. Safe for use from any thread.
 */
public final class EventStreams implements Drainable {

	private final Set<Sinks.Empty<Void>> streams = ConcurrentHashMap.newKeySet();

	EventStreams() {
	}

	/**
	 * The same stream, completed when its turn comes in a drain. Completion comes on the
	 * drain's thread; demand and errors pass through.
	 */
	public <T> Flux<T> untilDrained(Flux<T> stream) {
		return Flux.defer(() -> {
			Sinks.Empty<Void> turn = Sinks.empty();
			this.streams.add(turn);
			return stream.takeUntilOther(turn.asMono()).doFinally((signal) -> this.streams.remove(turn));
		});
	}

	@Override
	public int open() {
		return this.streams.size();
	}

	@Override
	public int remaining() {
		return this.streams.size();
	}

	@Override
	public void end(int most) {
		this.streams.stream().limit(Math.max(0, most)).toList().forEach(Sinks.Empty::tryEmitEmpty);
	}

}

package dev.echocast.engine.redis;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.echocast.engine.EngineUnavailableException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Limits how many reads from Redis, which take memory, are under way at a time; others
 * wait for their turn. Safe for use from any thread.
 */
final class Turns {

	private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger free;

	private final AtomicInteger length = new AtomicInteger();

	private final int maxWaiting;

	Turns(int atOnce, int maxWaiting) {
		this.free = new AtomicInteger(atOnce);
		this.maxWaiting = maxWaiting;
	}

	/**
	 * How many wait.
	 */
	int waiting() {
		return this.length.get();
	}

	/**
	 * Do something when it is its turn. Fails with {@link EngineUnavailableException}
	 * when too many wait.
	 */
	<T> Mono<T> inTurn(Mono<T> work) {
		return Mono.usingWhen(Mono.create(this::await), (turn) -> work, (turn) -> Mono.fromRunnable(turn::end));
	}

	private void await(MonoSink<Turn> sink) {
		if (this.length.incrementAndGet() > this.maxWaiting) {
			this.length.decrementAndGet();
			sink.error(new EngineUnavailableException("too many read at once", null));
			return;
		}
		Turn turn = new Turn(sink);
		this.waiting.add(turn);
		sink.onCancel(turn::end);
		next();
	}

	private void next() {
		while (!this.waiting.isEmpty() && take()) {
			Turn turn = this.waiting.poll();
			if (turn == null) {
				this.free.incrementAndGet();
			}
			else {
				this.length.decrementAndGet();
				turn.begin();
			}
		}
	}

	private boolean take() {
		return this.free.getAndUpdate((free) -> Math.max(0, free - 1)) > 0;
	}

	private final class Turn {

		private final MonoSink<Turn> sink;

		private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

		Turn(MonoSink<Turn> sink) {
			this.sink = sink;
		}

		private void begin() {
			if (this.state.compareAndSet(State.WAITING, State.BEGUN)) {
				this.sink.success(this);
			}
			else {
				giveBack();
			}
		}

		private void end() {
			if (!this.state.compareAndSet(State.WAITING, State.ENDED)
					&& this.state.compareAndSet(State.BEGUN, State.ENDED)) {
				giveBack();
			}
		}

		private void giveBack() {
			Turns.this.free.incrementAndGet();
			next();
		}

	}

	private enum State {

		WAITING, BEGUN, ENDED

	}

}

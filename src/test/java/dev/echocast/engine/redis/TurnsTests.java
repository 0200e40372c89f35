package dev.echocast.engine.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.echocast.engine.EngineUnavailableException;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

class TurnsTests {

	private final Turns turns = new Turns(2, 3);

	private final List<Sinks.One<Integer>> works = IntStream.range(0, 6).mapToObj((i) -> Sinks.<Integer>one()).toList();

	private final List<Integer> begun = new ArrayList<>();

	@Test
	void letsAsManyBeginAsMay() {
		begin(0);
		begin(1);
		begin(2);
		assertThat(this.begun).containsExactly(0, 1);
		this.works.get(1).tryEmitValue(1);
		assertThat(this.begun).containsExactly(0, 1, 2);
	}

	@Test
	void whoFailsOrGivesUpMakesRoomToo() {
		begin(0);
		Disposable second = begin(1);
		begin(2);
		begin(3);
		this.works.get(0).tryEmitError(new IllegalStateException());
		assertThat(this.begun).containsExactly(0, 1, 2);
		second.dispose();
		assertThat(this.begun).containsExactly(0, 1, 2, 3);
	}

	@Test
	void whoGivesUpWaitingDoesNotBegin() {
		begin(0);
		begin(1);
		begin(2).dispose();
		begin(3);
		this.works.get(0).tryEmitValue(0);
		assertThat(this.begun).containsExactly(0, 1, 3);
		this.works.get(3).tryEmitValue(3);
		begin(4);
		assertThat(this.begun).containsExactly(0, 1, 3, 4);
	}

	@Test
	void refusesMoreThanMayWait() {
		IntStream.range(0, 5).forEach(this::begin);
		StepVerifier.create(this.turns.inTurn(Mono.just(1))).verifyError(EngineUnavailableException.class);
	}

	@Test
	void losesNoTurnHoweverManyThreadsComeAndGo() {
		Turns many = new Turns(3, 100_000);
		AtomicInteger now = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		Long done = Flux.range(0, 4000).flatMap((i) -> many.inTurn(Mono.fromCallable(() -> {
			most.accumulateAndGet(now.incrementAndGet(), Math::max);
			Thread.yield();
			return now.decrementAndGet();
		})).subscribeOn(Schedulers.parallel()), 64).count().block();
		assertThat(done).isEqualTo(4000);
		assertThat(most.get()).isBetween(1, 3);
	}

	private Disposable begin(int index) {
		Mono<Integer> work = Mono.defer(() -> {
			this.begun.add(index);
			return this.works.get(index).asMono();
		});
		return this.turns.inTurn(work).onErrorComplete().subscribe();
	}

}

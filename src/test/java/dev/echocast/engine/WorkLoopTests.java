package dev.echocast.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.internal.OutOfDirectMemoryError;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WorkLoopTests {

	private final Queue<Object> work = new ArrayDeque<>();

	private final List<Object> done = new ArrayList<>();

	private final WorkLoop loop = new WorkLoop("the test", this::step);

	private boolean step() {
		Object next = this.work.poll();
		if (next instanceof Runnable task) {
			task.run();
		}
		else if (next != null) {
			this.done.add(next);
		}
		return next != null;
	}

	private static void fail() {
		throw new IllegalStateException("a fault for the test");
	}

	@Test
	void doesTasksFirstAndThenAllSteps() {
		this.work.addAll(List.of(1, 2));
		this.loop.execute(() -> this.done.add("task"));
		assertThat(this.done).containsExactly("task", 1, 2);
	}

	@Test
	void whoAsksWithinAStepIsServedAfterIt() {
		this.loop.execute(() -> {
			this.loop.execute(() -> this.done.add("inner"));
			this.done.add("outer");
		});
		assertThat(this.done).containsExactly("outer", "inner");
	}

	@Test
	void aStepThatFailsCostsItsOwnWorkAlone() {
		this.work.addAll(List.of(1, (Runnable) WorkLoopTests::fail, 2));
		this.loop.wake();
		assertThat(this.done).containsExactly(1, 2);
	}

	@Test
	void aTaskThatFailsCostsItself() {
		this.work.add(1);
		this.loop.execute(() -> {
			this.loop.execute(() -> this.done.add("another"));
			fail();
		});
		assertThat(this.done).containsExactly("another", 1);
	}

	@Test
	void anErrorOfTheMachineIsThrownOnWhenTheRestIsDone() {
		StackOverflowError fatal = new StackOverflowError("for the test");
		this.work.addAll(List.of((Runnable) () -> {
			throw fatal;
		}, 1));
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(this.loop::wake).isSameAs(fatal);
		this.work.add(2);
		this.loop.wake();
		assertThat(this.done).containsExactly(1, 2);
	}

	@Test
	void wantOfDirectMemoryIsNoErrorOfTheMachine() {
		assertThat(OutOfDirectMemoryError.class.getSuperclass()).isEqualTo(OutOfMemoryError.class);
		assertThat(Isolation.isFatal(new OutOfMemoryError())).isTrue();
		assertThat(Isolation.isFatal(new IllegalStateException())).isFalse();
	}

	@Test
	void whatFailsWithoutEndIsLeftUntilSomebodyAsksAgain() {
		AtomicInteger tried = new AtomicInteger();
		WorkLoop broken = new WorkLoop("the test", () -> {
			tried.incrementAndGet();
			throw new IllegalStateException("a fault for the test");
		});
		broken.wake();
		int first = tried.get();
		broken.wake();
		assertThat(tried.get()).isGreaterThan(first);
	}

	@Test
	void withAnExecutorEachStepIsATaskOfIts() {
		Queue<Runnable> tasks = new ArrayDeque<>();
		WorkLoop loop = new WorkLoop("the test", this::step, tasks::add);
		this.work.addAll(List.of(1, (Runnable) WorkLoopTests::fail, 2));
		loop.wake();
		loop.wake();
		List<Integer> doneAfter = new ArrayList<>();
		while (!tasks.isEmpty()) {
			assertThat(tasks).hasSize(1);
			tasks.remove().run();
			doneAfter.add(this.done.size());
		}
		assertThat(doneAfter).startsWith(1, 1, 2);
	}

	@Test
	void anExecutorThatRejectsIsAskedAgain() {
		Queue<Runnable> tasks = new ArrayDeque<>();
		AtomicInteger asked = new AtomicInteger();
		WorkLoop loop = new WorkLoop("the test", this::step, (task) -> {
			if (asked.getAndIncrement() == 0) {
				throw new RejectedExecutionException();
			}
			tasks.add(task);
		});
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(loop::wake);
		loop.wake();
		assertThat(tasks).hasSize(1);
	}

}

package dev.echocast.engine;

import dev.echocast.log.BoundedLog;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * Does what any thread asks for in steps, one at a time. By default the thread that finds
 * nobody at work does it, for all that ask meanwhile, too; with an executor a step is one
 * of its tasks. Safe for use from any thread.
 *
 * <p>
 * A step or task that throws does not end the work: it is logged and the next one
 * follows. A step therefore takes what it is about from its queue before anything can
 * throw, and puts right what its own failure leaves undone. An error of the virtual
 * machine is thrown on to the thread that met it, once the rest is done.
 */
public final class WorkLoop implements Executor {

	/** Steps that fail in a row before the loop waits to be asked again. */
	private static final int MAX_FAILURES = 100;

	private static final BoundedLog logger = new BoundedLog(WorkLoop.class.getName());

	private final String name;

	private final BooleanSupplier step;

	private final @Nullable Executor executor;

	private final Queue<Runnable> tasks = Queues.<Runnable>unboundedMultiproducer().get();

	/** How often was asked since the work was done; above zero somebody is at it. */
	private final AtomicInteger asked = new AtomicInteger();

	/** In a row; touched by whoever is at work. */
	private int failures;

	/**
	 * Create a loop in which the threads that ask do the work.
	 * @param name says in the log what fails; nothing a peer chose freely
	 * @param step does a part of the work; returns whether there may be more
	 */
	public WorkLoop(String name, BooleanSupplier step) {
		this(name, step, null);
	}

	/**
	 * Create a loop whose steps are tasks of an executor, so that others have their turn
	 * between two of them.
	 */
	public WorkLoop(String name, BooleanSupplier step, @Nullable Executor executor) {
		this.name = name;
		this.step = step;
		this.executor = executor;
	}

	/**
	 * Run a task soon, before the next step.
	 */
	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		wake();
	}

	/**
	 * Look soon whether there is something to do. Fails with a
	 * {@code RejectedExecutionException} when the executor has ended.
	 */
	public void wake() {
		if (this.asked.getAndIncrement() == 0) {
			schedule();
		}
	}

	private void schedule() {
		if (this.executor == null) {
			work();
			return;
		}
		try {
			this.executor.execute(this::work);
		}
		catch (RuntimeException rejected) {
			this.asked.set(0);
			throw rejected;
		}
	}

	private void work() {
		Error fatal = null;
		boolean more;
		do {
			int seen = this.asked.get();
			try {
				more = runTask() || this.step.getAsBoolean();
				this.failures = 0;
			}
			catch (Throwable failure) {
				more = failed(failure);
				fatal = Isolation.isFatal(failure) ? (Error) failure : fatal;
			}
			more = more || this.asked.addAndGet(-seen) != 0;
		}
		while (more && this.executor == null);
		if (more) {
			schedule();
		}
		if (fatal != null) {
			throw fatal;
		}
	}

	private boolean runTask() {
		Runnable task = this.tasks.poll();
		if (task != null) {
			task.run();
		}
		return task != null;
	}

	/**
	 * Log what failed.
	 * @return whether to go on
	 */
	private boolean failed(Throwable failure) {
		this.failures++;
		if (!Isolation.isFatal(failure)) {
			// Those are logged by whoever they are thrown to.
			logger.error(this.name + ": a step failed and the next one follows", failure);
		}
		return this.failures < MAX_FAILURES;
	}

}

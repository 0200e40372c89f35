package dev.echocast.transport;

import java.util.ArrayList;
import java.util.List;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Flushes, once per pass of an event loop, every connection that was written to in it: a
 * burst of messages becomes one system call per connection, whatever produced it.
 */
final class FlushBatch implements Runnable {

	private static final FastThreadLocal<FlushBatch> CURRENT = new FastThreadLocal<>() {
		@Override
		protected FlushBatch initialValue() {
			return new FlushBatch();
		}
	};

	private List<FrameWriter> waiting = new ArrayList<>();

	/**
	 * Swapped with the other, because a flush may cause writes that wait for the next
	 * pass.
	 */
	private List<FrameWriter> flushing = new ArrayList<>();

	private FlushBatch() {
	}

	/**
	 * Have the writer flushed at the end of this pass; called on its event loop.
	 */
	static void add(EventExecutor eventLoop, FrameWriter writer) {
		FlushBatch batch = CURRENT.get();
		batch.waiting.add(writer);
		if (batch.waiting.size() == 1) {
			eventLoop.execute(batch);
		}
	}

	@Override
	public void run() {
		List<FrameWriter> writers = this.waiting;
		this.waiting = this.flushing;
		this.flushing = writers;
		for (FrameWriter writer : writers) {
			writer.flush();
		}
		writers.clear();
	}

}

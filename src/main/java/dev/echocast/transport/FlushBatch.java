package dev.echocast.transport;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Flushes the connections of one event loop that were written to, each once for all that
 * was written meanwhile: a burst of messages becomes one system call per connection,
 * whatever produced it.
 *
 * <p>
 * After some connections the event loop reads again before it goes on. So a broadcast to
 * very many does not hold up others, and those not yet flushed take along what is
 * published in the meantime.
 */
final class FlushBatch implements Runnable {

	/** A flush costs some 5 us; half a millisecond is little to wait for others. */
	private static final int FLUSHES_PER_PASS = 64;

	private static final FastThreadLocal<FlushBatch> CURRENT = new FastThreadLocal<>();

	private final EventLoop eventLoop;

	private final Queue<FrameWriter> waiting = new ArrayDeque<>();

	private boolean scheduled;

	private FlushBatch(EventLoop eventLoop) {
		this.eventLoop = eventLoop;
	}

	/**
	 * Have the writer flushed soon; called on its event loop.
	 */
	static void add(EventLoop eventLoop, FrameWriter writer) {
		FlushBatch batch = CURRENT.get();
		if (batch == null || batch.eventLoop != eventLoop) {
			batch = new FlushBatch(eventLoop);
			CURRENT.set(batch);
		}
		batch.waiting.add(writer);
		if (!batch.scheduled) {
			batch.scheduled = true;
			batch.runAtEndOfPass();
		}
	}

	private void runAtEndOfPass() {
		if (this.eventLoop instanceof SingleThreadEventLoop loop) {
			loop.executeAfterEventLoopIteration(this);
		}
		else {
			this.eventLoop.execute(this);
		}
	}

	@Override
	public void run() {
		for (int i = 0; i < FLUSHES_PER_PASS; i++) {
			FrameWriter writer = this.waiting.poll();
			if (writer == null) {
				this.scheduled = false;
				return;
			}
			writer.flush();
		}
		this.eventLoop.execute(this::runAtEndOfPass);
	}

}

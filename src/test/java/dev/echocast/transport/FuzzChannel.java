package dev.echocast.transport;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * A channel that knows whether it is read from, counts the memory of its buffers and may
 * stop taking output.
 */
final class FuzzChannel extends EmbeddedChannel {

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

	private boolean reading;

	FuzzChannel() {
		config().setAutoRead(false);
		config().setAllocator(this.allocator);
		freezeTime();
	}

	@Override
	protected void doBeginRead() {
		this.reading = true;
	}

	/** Whether the connection wants something from the socket. */
	boolean isReading() {
		return this.reading;
	}

	/** Bytes that are allocated and not released. */
	long memory() {
		return this.allocator.metric().usedDirectMemory() + this.allocator.metric().usedHeapMemory();
	}

	void receive(byte[] bytes, int from, int to) {
		this.reading = false;
		writeInbound(this.allocator.directBuffer(Math.max(1, to - from)).writeBytes(bytes, from, to - from));
		runPendingTasks();
		checkException();
	}

	void takesOutput(boolean takes) {
		if (unsafe().outboundBuffer() != null) {
			unsafe().outboundBuffer().setUserDefinedWritability(1, takes);
			runPendingTasks();
		}
	}

	void writtenTo(ServerOutput output) {
		runPendingTasks();
		for (ByteBuf part = readOutbound(); part != null; part = readOutbound()) {
			try {
				output.add(part);
			}
			finally {
				part.release();
			}
		}
	}

	void pass(long seconds) {
		advanceTimeBy(seconds, TimeUnit.SECONDS);
		runScheduledPendingTasks();
		runPendingTasks();
	}

}

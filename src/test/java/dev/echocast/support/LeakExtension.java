package dev.echocast.support;

import java.util.List;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fails a test class when buffers have leaked; registered for all of them. A class that
 * used none is not worth a collection.
 */
public final class LeakExtension implements AfterAllCallback {

	private static long buffersBefore;

	@Override
	public void afterAll(ExtensionContext context) {
		if (LeakRecorder.BUFFERS.sum() == buffersBefore) {
			return;
		}
		System.gc();
		// Leaks are noticed when the next buffer is tracked.
		for (int i = 0; i < 32; i++) {
			ByteBufAllocator.DEFAULT.directBuffer(16).release();
			ByteBufAllocator.DEFAULT.heapBuffer(16).release();
		}
		List<String> leaks = List.copyOf(LeakRecorder.LEAKS);
		LeakRecorder.LEAKS.clear();
		buffersBefore = LeakRecorder.BUFFERS.sum();
		assertThat(leaks).as("leaked buffers").isEmpty();
	}

}

package dev.echocast.support;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LeakDetectionTests {

	@Test
	void everyBufferIsTracked() {
		assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
	}

	@Test
	void aBufferThatNobodyReleasesIsNoticed() {
		leak();
		await().until(() -> {
			System.gc();
			ByteBufAllocator.DEFAULT.directBuffer(16).release();
			return LeakRecorder.LEAKS.removeIf((leak) -> leak.contains("LeakDetectionTests.leak"));
		});
	}

	private static void leak() {
		ByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1);
	}

}

package dev.echocast.support;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;

/**
 * Netty's leak detection, but with a memory: {@link LeakExtension} fails the test class
 * during which a leak came to light.
 */
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {

	static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

	/** How many buffers there have been. */
	static final LongAdder BUFFERS = new LongAdder();

	public LeakRecorder(Class<?> resourceType, int samplingInterval) {
		super(resourceType, samplingInterval);
	}

	@SuppressWarnings("deprecation") // Netty looks for this constructor too
	public LeakRecorder(Class<?> resourceType, int samplingInterval, long maxActive) {
		super(resourceType, samplingInterval, maxActive);
	}

	@Override
	public ResourceLeakTracker<T> track(T resource) {
		BUFFERS.increment();
		return super.track(resource);
	}

	@Override
	protected void reportTracedLeak(String resourceType, String records) {
		LEAKS.add(resourceType + records);
	}

	@Override
	protected void reportUntracedLeak(String resourceType) {
		LEAKS.add(resourceType);
	}

}

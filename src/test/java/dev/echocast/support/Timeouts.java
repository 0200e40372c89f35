package dev.echocast.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long tests wait for what must happen. None of it is a measure of speed: a test that
 * passes does not use it up, however slow the machine. {@code -Dtest.timeout-factor=…}
 * scales all of them. What waits without saying how long waits {@link #SOON}, as
 * {@link TimeoutExtension} sees to.
 */
public final class Timeouts {

	private static final double FACTOR = Double.parseDouble(System.getProperty("test.timeout-factor", "1"));

	/** For what an idle machine does in moments. */
	public static final Duration SOON = scaled(Duration.ofSeconds(30));

	/**
	 * For what an idle machine takes seconds for: to start a process, a browser, a Redis.
	 */
	public static final Duration LONG = scaled(Duration.ofMinutes(2));

	private Timeouts() {
	}

	/**
	 * A timeout with a reason of its own.
	 */
	public static Duration scaled(Duration timeout) {
		return Duration.ofMillis((long) (timeout.toMillis() * FACTOR));
	}

	/**
	 * Ends a process that has not ended by itself after {@link #LONG}, so that whoever
	 * reads its output comes to an end, too.
	 */
	public static Process limited(Process process) {
		process.onExit().orTimeout(LONG.toMillis(), TimeUnit.MILLISECONDS).exceptionally((ex) -> {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
			return process;
		});
		return process;
	}

}

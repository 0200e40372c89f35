package dev.echocast.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * A bar that fills while time passes; nothing without a terminal.
 */
final class Progress {

	private static final int WIDTH = 30;

	private static final long STEP = 200_000_000;

	private final @Nullable PrintStream out;

	private final String what;

	Progress(@Nullable PrintStream out, String what) {
		this.out = out;
		this.what = what;
	}

	void watch(LongSupplier count, Duration time) throws InterruptedException {
		long start = System.nanoTime();
		long end = start + time.toNanos();
		long before = count.getAsLong();
		long left;
		while ((left = end - System.nanoTime()) > 0) {
			TimeUnit.NANOSECONDS.sleep(Math.min(left, STEP));
			draw((System.nanoTime() - start) / (double) time.toNanos(), count.getAsLong() - before,
					System.nanoTime() - start);
		}
		if (this.out != null) {
			this.out.println();
		}
	}

	private void draw(double share, long count, long nanos) {
		if (this.out != null) {
			int filled = (int) Math.min(WIDTH, share * WIDTH);
			this.out.print(String.format(Locale.ROOT, "\r%-8s [%s%s] %,12d/s", this.what, "#".repeat(filled),
					" ".repeat(WIDTH - filled), Math.round(count * 1e9 / nanos)));
			this.out.flush();
		}
	}

}

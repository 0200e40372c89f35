package dev.echocast.log;

import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A log of trouble that may be great: it has so many lines in a while, the same one after
 * itself once in a minute, and then tells how many more there would have been. Safe for
 * use from any thread.
 */
public final class BoundedLog {

	private static final int LINES = 10;

	private static final long WHILE = TimeUnit.SECONDS.toNanos(10);

	private static final long SAME = TimeUnit.MINUTES.toNanos(1);

	private final Log logger;

	private long begin = System.nanoTime();

	private int lines;

	private String last = "";

	private long lastAt;

	private long left;

	/**
	 * Create a log.
	 * @param name of its lines
	 */
	public BoundedLog(String name) {
		this.logger = LogFactory.getLog(name);
	}

	/**
	 * Log what goes wrong elsewhere.
	 */
	public void warn(String line) {
		String told = take(line);
		if (told != null) {
			this.logger.warn(told);
		}
	}

	/**
	 * Log what should never go wrong.
	 */
	public void error(String line, Throwable failure) {
		String told = take(line);
		if (told != null) {
			this.logger.error(told, failure);
		}
	}

	private synchronized @Nullable String take(String line) {
		long now = System.nanoTime();
		if (now - this.begin >= WHILE) {
			this.begin = now;
			this.lines = 0;
		}
		if (this.lines == LINES || (line.equals(this.last) && now - this.lastAt < SAME)) {
			this.left++;
			return null;
		}
		this.lines++;
		this.last = line;
		this.lastAt = now;
		long left = this.left;
		this.left = 0;
		return (left > 0) ? line + " (and " + left + " lines before were left out)" : line;
	}

}

package dev.echocast.client;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where a follower of a topic is: what it has seen, so that it asks for the rest and
 * takes nothing twice. Positions are {@code <epoch>:<offset>}; within an epoch offsets
 * rise.
 */
final class Resume {

	/** As the server reads it; nothing of it has to be escaped in a query. */
	private static final Pattern POSITION = Pattern.compile("([A-Za-z0-9_-]{1,64}):(\\d{1,18})");

	private @Nullable String epoch;

	private long offset;

	/** Whether what comes next may be older than the position: a replay. */
	private boolean anew;

	private boolean welcomed;

	Resume(@Nullable String since) {
		if (since != null) {
			if (!POSITION.matcher(since).matches()) {
				throw new IllegalArgumentException("not a position like <epoch>:<offset>: " + since);
			}
			moveTo(since);
		}
	}

	/** The topic's address with {@code since}, if anything was seen. */
	synchronized URI uri(URI topic) {
		if (this.epoch == null) {
			return topic;
		}
		String address = topic.toString();
		return URI
			.create(address + (topic.getRawQuery() == null ? "?" : "&") + "since=" + this.epoch + ":" + this.offset);
	}

	/** A connection begins: its first welcome comes before what it replays. */
	synchronized void opened() {
		this.welcomed = false;
	}

	/**
	 * A welcome tells where the topic is. After a resume that worked, what follows begins
	 * where we were; otherwise with whatever the server replays, from anywhere. A replay
	 * after a loss is asked for again if the connection ends before it.
	 */
	synchronized void welcomed(String position, @Nullable Boolean recovered) {
		if (!Boolean.TRUE.equals(recovered)) {
			moveTo(position);
			if (Boolean.FALSE.equals(recovered) && !this.welcomed) {
				this.offset = 0;
			}
			this.anew = true;
		}
		this.welcomed = true;
	}

	/** Whether the message is new; it counts as seen then. */
	synchronized boolean seen(String position) {
		Matcher parts = parse(position);
		boolean old = parts.group(1).equals(this.epoch) && Long.parseLong(parts.group(2)) <= this.offset;
		if (!old || this.anew) {
			this.anew = false;
			moveTo(position);
			return true;
		}
		return false;
	}

	private void moveTo(String position) {
		Matcher parts = parse(position);
		this.offset = Long.parseLong(parts.group(2));
		this.epoch = parts.group(1);
	}

	private static Matcher parse(String position) {
		Matcher parts = POSITION.matcher(position);
		if (!parts.matches()) {
			throw Failures.protocol("not a position: " + position);
		}
		return parts;
	}

}

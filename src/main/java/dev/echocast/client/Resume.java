package dev.echocast.client;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * Where a follower of a topic is: what it has seen, so that it asks for the rest and
 * takes nothing twice. Positions are {@code <epoch>:<offset>}; within an epoch offsets
 * rise.
 */
final class Resume {

	private @Nullable String epoch;

	private long offset;

	/** Whether what comes next may be older than the position: a replay. */
	private boolean anew;

	private boolean welcomed;

	Resume(@Nullable String since) {
		if (since != null) {
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
		int colon = position.lastIndexOf(':');
		boolean old = colon > 0 && position.substring(0, colon).equals(this.epoch)
				&& offset(position, colon) <= this.offset;
		if (!old || this.anew) {
			this.anew = false;
			moveTo(position);
			return true;
		}
		return false;
	}

	private void moveTo(String position) {
		int colon = position.lastIndexOf(':');
		if (colon <= 0) {
			throw Failures.protocol("not a position: " + position);
		}
		this.offset = offset(position, colon);
		this.epoch = position.substring(0, colon);
	}

	private static long offset(String position, int colon) {
		try {
			return Long.parseLong(position.substring(colon + 1));
		}
		catch (NumberFormatException ex) {
			throw Failures.protocol("not a position: " + position);
		}
	}

}

package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A message that this node sends itself through Redis every second. It measures how long
 * announcements take, and finds connections that are open though nothing comes on them;
 * they are replaced.
 */
final class Canary {

	/** How often in a row it may get lost: a pause of the server is no reason. */
	static final int MISSES = 3;

	private final RedisLink link;

	private final byte[] channel;

	private final Timer lag;

	private int unanswered;

	private int unheard;

	private long sent;

	/** Whether the one that was sent last could come back. */
	private boolean expected;

	private long heardBefore;

	private long heard;

	private boolean subscribed;

	Canary(RedisLink link, byte[] channel, MeterRegistry meters) {
		this.link = link;
		this.channel = channel;
		this.lag = Timer.builder("echocast.engine.lag")
			.description("From a publish to its announcement on the same node")
			.register(meters);
	}

	/**
	 * Whether announcements come.
	 */
	synchronized boolean isHeard() {
		return this.subscribed && (this.unheard == 0 || this.heard == this.sent);
	}

	/**
	 * Send one; one call at a time. Completes when Redis took it.
	 * @param due whether those that were sent before have had the time to come back
	 */
	CompletionStage<?> beat(RedisClusterAsyncCommands<byte[], byte[]> commands, boolean due) {
		if (isUnasked()) {
			this.link.subscribe(this.channel);
		}
		if (due && isDeaf()) {
			this.link.replaceAnnouncements();
		}
		return commands.publish(this.channel, Keys.bytes(next()))
			.whenComplete((receivers, failure) -> answered(failure));
	}

	private synchronized boolean isUnasked() {
		return !this.subscribed;
	}

	/**
	 * Whether too many were lost. One that was sent before its channel was subscribed to
	 * had no way back; that there is no subscription yet counts like a loss.
	 */
	private synchronized boolean isDeaf() {
		boolean lost = this.heard != this.sent && this.heard == this.heardBefore;
		this.heardBefore = this.heard;
		this.unheard = (lost && (this.expected || !this.subscribed)) ? this.unheard + 1 : 0;
		if (this.unheard < MISSES) {
			return false;
		}
		this.unheard = 1;
		this.subscribed = false;
		return true;
	}

	private synchronized long next() {
		this.expected = this.subscribed;
		this.sent = System.nanoTime();
		return this.sent;
	}

	private synchronized void answered(@Nullable Throwable failure) {
		this.unanswered = (failure == null) ? 0 : this.unanswered + 1;
		if (this.unanswered >= MISSES) {
			this.unanswered = 0;
			this.link.replaceCommands();
		}
	}

	synchronized void subscribed() {
		if (!this.subscribed) {
			this.subscribed = true;
			this.unheard = 0;
		}
	}

	/**
	 * The one that is on its way may be lost.
	 */
	synchronized void interrupted() {
		this.subscribed = false;
		this.expected = false;
	}

	/**
	 * Whether a channel is the one it flies on.
	 */
	boolean owns(byte[] channel) {
		return Arrays.equals(this.channel, channel);
	}

	/**
	 * One came back.
	 * @return false if this is none
	 */
	boolean announced(byte[] message) {
		long sent;
		try {
			sent = Long.parseLong(new String(message, StandardCharsets.US_ASCII));
		}
		catch (NumberFormatException garbage) {
			return false;
		}
		this.lag.record(Duration.ofNanos(System.nanoTime() - sent));
		heard(sent);
		return true;
	}

	private synchronized void heard(long sent) {
		this.heard = sent;
	}

}

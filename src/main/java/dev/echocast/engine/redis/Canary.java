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

	private volatile int unheard;

	private long sent;

	private long heardBefore;

	private volatile long heard;

	private volatile boolean subscribed;

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
	boolean isHeard() {
		return this.unheard == 0;
	}

	/**
	 * Send one; one call at a time. Completes when Redis took it.
	 */
	CompletionStage<?> beat(RedisClusterAsyncCommands<byte[], byte[]> commands) {
		if (!this.subscribed) {
			this.link.subscribe(this.channel);
		}
		long heard = this.heard;
		this.unheard = (heard == this.sent || heard != this.heardBefore) ? 0 : this.unheard + 1;
		this.heardBefore = heard;
		if (this.unheard >= MISSES) {
			this.unheard = 1;
			this.subscribed = false;
			this.link.replaceAnnouncements();
		}
		long now = System.nanoTime();
		this.sent = now;
		return commands.publish(this.channel, Keys.bytes(now)).whenComplete((receivers, failure) -> answered(failure));
	}

	private synchronized void answered(@Nullable Throwable failure) {
		this.unanswered = (failure == null) ? 0 : this.unanswered + 1;
		if (this.unanswered >= MISSES) {
			this.unanswered = 0;
			this.link.replaceCommands();
		}
	}

	void subscribed() {
		this.subscribed = true;
	}

	void interrupted() {
		this.subscribed = false;
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
		this.heard = sent;
		return true;
	}

}

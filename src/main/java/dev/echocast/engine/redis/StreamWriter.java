package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Fingerprint;
import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.KeyReusedException;
import dev.echocast.engine.Message;
import dev.echocast.engine.Placement;
import dev.echocast.engine.PublishRejectedException;
import dev.echocast.engine.Room;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * Sends what is published to Redis, without waiting for what was sent before. Safe for
 * use from any thread.
 */
final class StreamWriter {

	/** What the stream keeps at least, for nodes that were interrupted. */
	static final int MIN_KEPT = 1000;

	/** A topic's count goes on so long after its last message, and with it resumption. */
	private static final long STATE_MILLIS = TimeUnit.HOURS.toMillis(1);

	/** Topics whose latest place is remembered for a look at what Redis remembers. */
	private static final int MAX_REMEMBERED = 10_000;

	/** What the script answers when it has published nothing, for one of two reasons. */
	private static final byte REPLAYED = '=';

	private static final byte REUSED = '!';

	private final RedisLink link;

	private final Keys keys;

	private final Supplier<String> epochs;

	private final byte[][] limits;

	/** What was acknowledged, in topics that are not followed here. */
	private final Cache<String, TimedPosition> remembered;

	/** The driver keeps what Redis has not answered, however much it is. */
	private final Room underWay;

	private volatile boolean open;

	/**
	 * Create a writer that is not open.
	 * @param underWay room for what Redis has not answered
	 * @param epochs gives every topic an epoch that no other had
	 */
	StreamWriter(RedisLink link, Keys keys, HistoryLimits limits, Room underWay, Supplier<String> epochs) {
		this.link = link;
		this.keys = keys;
		this.epochs = epochs;
		this.underWay = underWay;
		long ttl = limits.ttl().toMillis();
		this.limits = new byte[][] { Keys.bytes(Math.max(MIN_KEPT, limits.size())),
				Keys.bytes(Math.max(1, limits.bytes())), Keys.bytes(ttl), Keys.bytes(stateMillis(limits)),
				Keys.bytes(BroadcastEngine.KEYS_REMEMBERED.toMillis()) };
		this.remembered = Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).expireAfterWrite(limits.ttl()).build();
	}

	static long stateMillis(HistoryLimits limits) {
		return STATE_MILLIS + limits.ttl().toMillis();
	}

	boolean isOpen() {
		return this.open;
	}

	/**
	 * Refuse what is published from now on, or do so no more.
	 */
	void open(boolean open) {
		this.open = open;
	}

	/**
	 * The latest places that were acknowledged here, by topic.
	 */
	Map<String, TimedPosition> remembered() {
		return this.remembered.asMap();
	}

	/**
	 * Publish.
	 * @param followed the topic, if it is followed here
	 */
	void publish(List<Message> batch, @Nullable String key, @Nullable RedisTopic followed, MonoSink<Placement> result) {
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.open ? this.link.commands() : null;
		if (commands == null) {
			result.error(new PublishRejectedException("Redis cannot be reached"));
			return;
		}
		String topic = batch.get(0).topic();
		byte[][] arguments = new byte[8 + batch.size()][];
		arguments[0] = this.keys.channel(topic);
		arguments[1] = Keys.bytes(this.epochs.get());
		System.arraycopy(this.limits, 0, arguments, 2, this.limits.length);
		arguments[7] = Keys.bytes((key != null) ? Fingerprint.of(batch) : "");
		for (int i = 0; i < batch.size(); i++) {
			arguments[8 + i] = WireMessage.write(batch.get(i));
		}
		long bytes = Stream.of(arguments).mapToLong((argument) -> argument.length).sum();
		if (!this.underWay.take(batch.size(), bytes, false)) {
			result.error(new PublishRejectedException("too many messages are on their way to Redis"));
			return;
		}
		CompletionStage<byte[]> answered = Script.PUBLISH.run(commands, keys(batch.get(0), key), arguments);
		answered.whenComplete((answer, failure) -> {
			this.underWay.giveBack(batch.size(), bytes);
			if (failure != null) {
				result.error(translate(failure));
			}
			else if (answer[0] == REUSED) {
				result.error(new KeyReusedException());
			}
			else {
				result.success(placed(topic, followed, answer));
			}
		});
	}

	private Placement placed(String topic, @Nullable RedisTopic followed, byte[] answer) {
		boolean replayed = answer[0] == REPLAYED;
		TimedPosition placed = TimedPosition.parse(new String(answer, 1, answer.length - 1, StandardCharsets.US_ASCII));
		if (followed != null) {
			followed.acknowledged(placed.position());
		}
		else if (replayed) {
			// Later ones may have been acknowledged since it was published.
			this.remembered.asMap().putIfAbsent(topic, placed);
		}
		else {
			this.remembered.put(topic, placed);
		}
		return new Placement(placed.position(), replayed);
	}

	private byte[][] keys(Message message, @Nullable String key) {
		String topic = message.topic();
		byte[] state = this.keys.state(topic);
		byte[] stream = this.keys.stream(topic);
		return (key != null) ? new byte[][] { state, stream, this.keys.once(topic, message.user(), key) }
				: new byte[][] { state, stream };
	}

	private static RuntimeException translate(Throwable failure) {
		Throwable cause = (failure.getCause() != null && failure instanceof CompletionException) ? failure.getCause()
				: failure;
		// An answer that is an error says that the script did not do it.
		return (cause instanceof RedisCommandExecutionException)
				? new PublishRejectedException("Redis refuses: " + cause.getMessage())
				: new EngineUnavailableException("Redis does not answer", cause);
	}

}

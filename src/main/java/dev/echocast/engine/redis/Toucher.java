package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.echocast.engine.HistoryLimits;
import dev.echocast.engine.Position;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * Keeps topics alive for this node and compares what it has seen with what Redis has: a
 * topic that Redis has forgotten, wholly or in part, begins a new epoch. Safe for use
 * from any thread.
 */
final class Toucher {

	private static final byte[] BELIEVED_MILLIS = Keys.bytes(RedisRoster.BELIEVED.toMillis());

	private static final byte[] NOTHING = new byte[0];

	private final Keys keys;

	private final RedisRoster roster;

	private final Supplier<String> epochs;

	private final byte[] stateMillis;

	private final Clock clock;

	/**
	 * Create it.
	 * @param epochs gives every topic an epoch that no other had
	 */
	Toucher(Keys keys, RedisRoster roster, HistoryLimits limits, Supplier<String> epochs, Clock clock) {
		this.clock = clock;
		this.keys = keys;
		this.roster = roster;
		this.epochs = epochs;
		this.stateMillis = Keys.bytes(StreamWriter.stateMillis(limits));
	}

	/**
	 * Touch a topic that is followed, and tell it.
	 */
	CompletionStage<?> touch(RedisClusterAsyncCommands<byte[], byte[]> commands, RedisTopic topic) {
		TopicMembers.Count here = this.roster.here(topic.name());
		return run(commands, topic.name(), topic.seen(), Keys.bytes(here.members()), Keys.bytes(here.version()))
			.thenAccept((result) -> {
				Position position = new Position(text(result.get(0)), number(result.get(1)));
				topic.touched(new TimedPosition(position, number(result.get(2))), this.clock.instant());
				Map<String, Integer> nodes = new HashMap<>();
				for (int i = 4; i < result.size(); i += 2) {
					nodes.put(text(result.get(i)), (int) number(result.get(i + 1)));
				}
				this.roster.touched(topic.name(), nodes, number(result.get(3)) == 1);
			})
			.whenComplete((done, failure) -> {
				if (failure != null) {
					topic.untouched(failure);
				}
			});
	}

	/**
	 * Compare a topic that is not followed.
	 */
	CompletionStage<?> compare(RedisClusterAsyncCommands<byte[], byte[]> commands, String topic,
			@Nullable TimedPosition seen) {
		return run(commands, topic, seen, NOTHING, NOTHING);
	}

	private CompletionStage<List<Object>> run(RedisClusterAsyncCommands<byte[], byte[]> commands, String topic,
			@Nullable TimedPosition seen, byte[] members, byte[] version) {
		byte[][] keys = { this.keys.state(topic), this.keys.stream(topic), this.keys.members(topic),
				this.keys.sessions(topic) };
		return Script.TOUCH.run(commands, keys, this.keys.channel(topic), Keys.bytes(this.epochs.get()),
				(seen != null) ? Keys.bytes(seen.epoch()) : NOTHING, Keys.bytes((seen != null) ? seen.offset() : 0),
				Keys.bytes((seen != null) ? seen.time() : 0), this.stateMillis, Keys.bytes(this.keys.node()), members,
				BELIEVED_MILLIS, version);
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

	private static long number(Object number) {
		return (Long) number;
	}

}

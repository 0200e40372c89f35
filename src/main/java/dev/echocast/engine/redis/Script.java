package dev.echocast.engine.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;

/**
 * A script that the server runs as one step. It is sent by its digest, and whole when the
 * server does not know it yet or any more.
 *
 * @param <T> what it returns
 */
final class Script<T> {

	static final Script<byte[]> PUBLISH = new Script<>("publish", ScriptOutputType.VALUE);

	static final Script<List<Object>> READ = new Script<>("read", ScriptOutputType.MULTI);

	static final Script<List<Object>> TOUCH = new Script<>("touch", ScriptOutputType.MULTI);

	static final Script<byte[]> ENLIST = new Script<>("enlist", ScriptOutputType.VALUE);

	static final Script<List<Object>> MEMBERS = new Script<>("members", ScriptOutputType.MULTI);

	static final Script<List<Object>> TOPICS = new Script<>("topics", ScriptOutputType.MULTI);

	static final Script<byte[]> REVOKE = new Script<>("revoke", ScriptOutputType.VALUE);

	static final Script<List<Object>> REVOKED = new Script<>("revoked", ScriptOutputType.MULTI);

	private final byte[] source;

	private final String digest;

	private final ScriptOutputType output;

	private Script(String name, ScriptOutputType output) {
		this.source = read(name + ".lua");
		this.digest = Base16.digest(this.source);
		this.output = output;
	}

	private static byte[] read(String resource) {
		try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(resource), resource)) {
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make all scripts known to the server, or all servers of a cluster.
	 */
	static CompletionStage<?> load(RedisClusterAsyncCommands<byte[], byte[]> commands) {
		return CompletableFuture.allOf(Stream.of(PUBLISH, READ, TOUCH, ENLIST, MEMBERS, TOPICS, REVOKE, REVOKED)
			.map((script) -> commands.scriptLoad(script.source).toCompletableFuture())
			.toArray(CompletableFuture[]::new));
	}

	/**
	 * Run it. Commands of one connection take effect in the order in which they were
	 * given, except those that meet a server that does not know the script.
	 */
	CompletionStage<T> run(RedisClusterAsyncCommands<byte[], byte[]> commands, byte[][] keys, byte[]... arguments) {
		CompletionStage<T> known = commands.evalsha(this.digest, this.output, keys, arguments);
		return known.handle((result, failure) -> {
			if (failure == null) {
				return CompletableFuture.completedFuture(result);
			}
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			if (cause instanceof RedisNoScriptException) {
				CompletionStage<T> whole = commands.eval(this.source, this.output, keys, arguments);
				return whole;
			}
			return CompletableFuture.<T>failedFuture(cause);
		}).thenCompose((stage) -> stage);
	}

}

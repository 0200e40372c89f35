package dev.echocast.engine.redis;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * This node's two connections to Redis, in a Redis Cluster to each of its servers: one
 * for commands and one for announcements, which come to the {@link Listener} on the
 * connection's thread and wait nowhere. Safe for use from any thread; nothing blocks.
 */
final class RedisLink implements Disposable {

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final LastingConnection<StatefulConnection<byte[], byte[]>> commands;

	private final LastingConnection<StatefulRedisPubSubConnection<byte[], byte[]>> announcements;

	private final AbstractRedisClient client;

	private final Listener listener;

	private final AtomicLong lookedAround = new AtomicLong(System.nanoTime());

	private final RedisConnectionStateListener states = new RedisConnectionStateListener() {

		@Override
		public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
			RedisLink.this.listener.changed();
		}

		@Override
		public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
			// What was closed on purpose is none that is in use: looking around a Cluster
			// opens and closes some.
			if (!connection.isClosed()) {
				RedisLink.this.listener.interrupted();
			}
		}

	};

	/**
	 * Create a link that is not connected.
	 * @param client knows where Redis is; its owner shuts it down
	 * @param scheduler may be blocked by connecting
	 */
	RedisLink(AbstractRedisClient client, Scheduler scheduler, Listener listener) {
		this.client = client;
		this.listener = listener;
		this.commands = new LastingConnection<>(() -> connect(client), scheduler, (connection) -> listener.changed());
		this.announcements = new LastingConnection<>(() -> connectPubSub(client), scheduler, this::listen);
	}

	private static StatefulConnection<byte[], byte[]> connect(AbstractRedisClient client) {
		return (client instanceof RedisClusterClient cluster) ? cluster.connect(ByteArrayCodec.INSTANCE)
				: ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
	}

	private static StatefulRedisPubSubConnection<byte[], byte[]> connectPubSub(AbstractRedisClient client) {
		return (client instanceof RedisClusterClient cluster) ? cluster.connectPubSub(ByteArrayCodec.INSTANCE)
				: ((RedisClient) client).connectPubSub(ByteArrayCodec.INSTANCE);
	}

	private void listen(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
		connection.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(byte[] channel, byte[] message) {
				RedisLink.this.listener.announced(channel, message);
			}

			@Override
			public void subscribed(byte[] channel, long count) {
				RedisLink.this.listener.subscribed(channel);
			}

		});
		this.listener.changed();
	}

	/**
	 * Begin to listen; once, before it is {@link #open opened}.
	 */
	void start() {
		this.client.addListener(this.states);
	}

	/**
	 * Connect what is not connected and not trying to be.
	 */
	void open() {
		this.commands.open();
		this.announcements.open();
	}

	/**
	 * Find out soon where the servers of a Redis Cluster are: one may have taken the
	 * place of another that is gone. Done once in {@link #LOOK_NANOS} at most, however
	 * often it is called, since its connections count as new ones.
	 */
	void lookAround() {
		long now = System.nanoTime();
		long last = this.lookedAround.get();
		if (this.client instanceof RedisClusterClient cluster && now - last >= LOOK_NANOS
				&& this.lookedAround.compareAndSet(last, now)) {
			cluster.refreshPartitionsAsync();
		}
	}

	/**
	 * Where to send commands; {@code null} when there is no connection for them.
	 */
	@Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
		StatefulConnection<byte[], byte[]> connection = this.commands.get();
		if (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
			return cluster.async();
		}
		return (connection instanceof StatefulRedisConnection<byte[], byte[]> single) ? single.async() : null;
	}

	/**
	 * Why there is no connection for commands.
	 */
	String failure() {
		String failure = this.commands.failure();
		return (failure != null) ? "Redis cannot be reached: " + failure : "Redis cannot be reached";
	}

	/**
	 * Ask for announcements; {@link Listener#subscribed} tells when they come. Does
	 * nothing without a connection for them.
	 */
	void subscribe(byte[]... channels) {
		StatefulRedisPubSubConnection<byte[], byte[]> connection = this.announcements.get();
		if (connection != null && channels.length > 0) {
			connection.async().subscribe(channels);
		}
	}

	void unsubscribe(byte[] channel) {
		StatefulRedisPubSubConnection<byte[], byte[]> connection = this.announcements.get();
		if (connection != null) {
			connection.async().unsubscribe(channel);
		}
	}

	/**
	 * Give up the connection for commands, on which nothing is answered, for a new one.
	 */
	void replaceCommands() {
		this.commands.replace();
		this.listener.interrupted();
	}

	/**
	 * Give up the connection for announcements, on which nothing comes, for a new one.
	 */
	void replaceAnnouncements() {
		this.announcements.replace();
		this.listener.interrupted();
	}

	@Override
	public void dispose() {
		this.client.removeListener(this.states);
		this.commands.dispose();
		this.announcements.dispose();
	}

	/**
	 * Told what happens, on the connections' threads.
	 */
	interface Listener {

		/**
		 * There is a connection that was not there before.
		 */
		void changed();

		/**
		 * A connection is gone, with what was on its way.
		 */
		void interrupted();

		/**
		 * What is announced on a channel comes from now on.
		 */
		void subscribed(byte[] channel);

		/**
		 * Something was announced.
		 */
		void announced(byte[] channel, byte[] message);

	}

}

package dev.echocast.engine.redis;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * A connection that is opened whenever there is none and replaced on demand. It comes
 * back by itself after an interruption. Safe for use from any thread.
 *
 * @param <C> the kind of connection
 */
final class LastingConnection<C extends StatefulConnection<byte[], byte[]>> implements Disposable {

	private final Supplier<C> connect;

	private final Scheduler scheduler;

	private final Consumer<C> opened;

	private final AtomicBoolean opening = new AtomicBoolean();

	private volatile @Nullable C connection;

	private volatile @Nullable String failure;

	private volatile boolean disposed;

	/**
	 * Create it without a connection.
	 * @param connect may block and fail
	 * @param opened told of a new connection, which is in use already
	 */
	LastingConnection(Supplier<C> connect, Scheduler scheduler, Consumer<C> opened) {
		this.connect = connect;
		this.scheduler = scheduler;
		this.opened = opened;
	}

	/**
	 * The connection; {@code null} when there is none or it is interrupted.
	 */
	@Nullable C get() {
		C connection = this.connection;
		return (connection != null && connection.isOpen()) ? connection : null;
	}

	/**
	 * Why there was none the last time one was opened; {@code null} if there was.
	 */
	@Nullable String failure() {
		return this.failure;
	}

	/**
	 * Open a connection if there is none; whoever wants to know whether that failed looks
	 * later.
	 */
	void open() {
		if (this.connection == null && !this.disposed && this.opening.compareAndSet(false, true)) {
			this.scheduler.schedule(this::connect);
		}
	}

	private void connect() {
		try {
			C connection = this.connect.get();
			this.connection = connection;
			this.failure = null;
			if (this.disposed) {
				connection.closeAsync();
			}
			else {
				this.opened.accept(connection);
			}
		}
		catch (RedisException unreachable) {
			this.failure = String.valueOf(NestedExceptionUtils.getMostSpecificCause(unreachable).getMessage());
		}
		finally {
			this.opening.set(false);
		}
	}

	/**
	 * Close the connection and open another.
	 */
	void replace() {
		C connection = this.connection;
		if (connection != null) {
			this.connection = null;
			connection.closeAsync();
		}
		open();
	}

	/**
	 * Use the connection no more; whoever shuts the client down closes it.
	 */
	@Override
	public void dispose() {
		this.disposed = true;
		this.connection = null;
	}

}

package dev.echocast.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.echocast.client.ClientEvent.Initiator;
import dev.echocast.client.WebSocketFailure.Kind;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Connect, be open, wait, connect again: the life of a client. Every method runs on the
 * client's event loop.
 */
final class ConnectionLoop implements Link.Listener {

	private final Settings options;

	private final Supplier<URI> uri;

	private final Tokens tokens;

	private final Reauthorization reauthorization;

	private final Connector connector;

	private final Scheduler loop;

	private final Backoff backoff;

	private final Inbox inbox;

	private final Outbox outbox;

	private final Sinks.Empty<Void> stopped = Sinks.empty();

	private final Disposable.Swap attempt = Disposables.swap();

	private final Disposable.Swap wait = Disposables.swap();

	/**
	 * While open, resets the back-off; while stopping, bounds the sending of the rest.
	 */
	private final Disposable.Swap timer = Disposables.swap();

	private Phase phase = Phase.NEW;

	private @Nullable Link link;

	private int opened;

	private boolean reconnect;

	ConnectionLoop(ClientOptions options, Supplier<URI> uri, Tokens tokens, Connector connector, Scheduler loop,
			Backoff backoff, Inbox inbox, Outbox outbox) {
		this.options = options.settings;
		this.uri = uri;
		this.tokens = tokens;
		this.reauthorization = new Reauthorization(tokens.hasSource());
		this.connector = connector;
		this.loop = loop;
		this.backoff = backoff;
		this.inbox = inbox;
		this.outbox = outbox;
		this.reconnect = this.options.reconnect;
	}

	void start() {
		if (this.phase == Phase.NEW) {
			connect();
		}
	}

	private void connect() {
		this.phase = Phase.CONNECTING;
		URI to = this.uri.get();
		this.inbox.emit(new ClientEvent.Connecting(to, this.backoff.attempts() + 1));
		this.reauthorization.connecting();
		this.attempt.update(this.tokens.use(token -> this.connector.connect(to, token, this))
			.subscribe(this::opened, error -> ended(Failures.classify(error))));
	}

	private void opened(Link opened) {
		this.phase = Phase.OPEN;
		this.link = opened;
		this.opened++;
		this.inbox.emit(opened.opening());
		this.timer.update(schedule(this::stable, this.options.stableAfter));
		this.outbox.attach(opened);
		opened.read(!this.inbox.isFull());
	}

	private void stable() {
		this.backoff.reset();
		this.reauthorization.stable();
	}

	@Override
	public void received(Message message) {
		this.reauthorization.admitted();
		this.inbox.emit(new ClientEvent.Received(message));
		if (this.inbox.isFull()) {
			read();
		}
	}

	/** Called again when the inbox has been emptied. */
	void read() {
		if (this.link != null) {
			this.link.read(!this.inbox.isFull());
		}
	}

	@Override
	public void pong(Duration roundTrip) {
		this.inbox.emit(new ClientEvent.Pong(roundTrip));
	}

	@Override
	public void writable() {
		this.outbox.drainSoon();
	}

	@Override
	public void closed(CloseStatus said, Initiator by, @Nullable WebSocketFailure failure) {
		CloseStatus status = new CloseStatus(said.code(), this.tokens.redact(said.reason()));
		this.link = null;
		this.timer.update(Disposables.disposed());
		this.outbox.detach();
		this.inbox.emit(new ClientEvent.Closed(status, by));
		boolean done = failure == null && status.code() == CloseStatus.NORMAL.code();
		if (done || this.phase == Phase.STOPPING) {
			finish((failure != null && failure.kind() == Kind.PROTOCOL) ? failure : null);
		}
		else {
			ended((failure != null) ? failure : Failures.closed(status));
		}
	}

	/** A connection or an attempt is over: the one place that decides what follows. */
	private void ended(WebSocketFailure failure) {
		if (this.phase == Phase.STOPPING) {
			finish(null);
		}
		else {
			Duration delay = delayAfter(failure);
			if (delay == null) {
				finish(failure);
				return;
			}
			this.phase = Phase.WAITING;
			this.inbox.emit(new ClientEvent.Retrying(delay, this.backoff.attempts() + 1, failure));
			this.wait.update(schedule(this::connect, delay));
		}
	}

	private @Nullable Duration delayAfter(WebSocketFailure failure) {
		if (failure.kind() == Kind.UNAUTHORIZED) {
			return switch (this.reauthorization.refused(failure.code() == 401, this.reconnect)) {
				case AT_ONCE -> this.backoff.now();
				case LATER -> this.backoff.next();
				case FINAL -> null;
			};
		}
		if (!failure.isTransient() || !this.reconnect) {
			return null;
		}
		Duration asked = failure.retryAfter();
		return (asked != null) ? this.backoff.next(asked) : this.backoff.next();
	}

	void reconnect(boolean on) {
		this.reconnect = on;
		if (!on && this.phase == Phase.WAITING) {
			finish(null);
		}
	}

	void ping() {
		if (this.link != null) {
			this.link.ping();
		}
	}

	/** The connection of that number, if it is the present one and nothing ends it. */
	@Nullable Link link(int connection) {
		return (this.phase == Phase.OPEN && this.opened == connection) ? this.link : null;
	}

	/** How many connections there were, the present one included. */
	int connection() {
		return this.opened;
	}

	Mono<Void> stopped() {
		return this.stopped.asMono();
	}

	void stop(CloseStatus status) {
		switch (this.phase) {
			case NEW, CONNECTING, WAITING -> finish(null);
			case OPEN -> {
				this.phase = Phase.STOPPING;
				this.outbox.finish(() -> close(status));
				this.timer.update(schedule(() -> close(status), this.options.closeTimeout));
			}
			case STOPPING, STOPPED -> {
			}
		}
	}

	private void close(CloseStatus status) {
		this.timer.update(Disposables.disposed());
		if (this.link != null) {
			this.link.close(status);
		}
	}

	private void finish(@Nullable WebSocketFailure failure) {
		this.phase = Phase.STOPPED;
		this.attempt.dispose();
		this.wait.dispose();
		this.timer.dispose();
		this.outbox.close();
		this.inbox.end(failure);
		this.stopped.tryEmitEmpty();
	}

	private Disposable schedule(Runnable task, Duration delay) {
		return this.loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	private enum Phase {

		NEW, CONNECTING, OPEN, WAITING, STOPPING, STOPPED

	}

}

package dev.echocast.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Tells the server a fresh token before the one of the session expires. Nothing here ends
 * a connection: where it fails, the server does, with 3000, and the next attempt has a
 * fresh token, too. Thread-safe.
 */
final class Renewal {

	/** Whatever a server says about expiry, it is not oftener than that. */
	private static final Duration SHORTEST = Duration.ofSeconds(1);

	/** Nor later, as no token of Echocast lives longer by default. */
	private static final Duration LONGEST = Duration.ofDays(1);

	/** What is left when the token is asked for: time for the source and the way. */
	private static final Duration MARGIN = Duration.ofSeconds(5);

	private final Tokens tokens;

	private final Scheduler loop;

	private final IntFunction<@Nullable Link> links;

	private final Function<Token, Message> message;

	private final Disposable.Swap running = Disposables.swap();

	Renewal(Tokens tokens, Scheduler loop, IntFunction<@Nullable Link> links, Function<Token, Message> message) {
		this.tokens = tokens;
		this.loop = loop;
		this.links = links;
		this.message = message;
	}

	/**
	 * A session of that connection goes on until then; {@code null} for without an end.
	 * Replaces what was known.
	 */
	void expires(int connection, @Nullable Instant expires) {
		Duration delay = (expires != null && this.tokens.hasSource()) ? delay(left(expires)) : null;
		if (expires == null || delay == null) {
			forget();
		}
		else {
			this.running
				.update(this.loop.schedule(() -> renew(connection, expires), delay.toNanos(), TimeUnit.NANOSECONDS));
		}
	}

	private Duration left(Instant expires) {
		return Duration.between(Instant.ofEpochMilli(this.loop.now(TimeUnit.MILLISECONDS)), expires);
	}

	/**
	 * When a fifth of the life is left, or five seconds, but not before half of it.
	 * @return {@code null} if it is over, or about to be: one of the two clocks is wrong,
	 * or it is too late
	 */
	static @Nullable Duration delay(Duration left) {
		if (left.compareTo(SHORTEST) <= 0) {
			return null;
		}
		Duration margin = min(max(left.dividedBy(5), MARGIN), left.dividedBy(2));
		return min(max(left.minus(margin), SHORTEST), LONGEST);
	}

	private void renew(int connection, Instant expires) {
		Link link = this.links.apply(connection);
		// Another origin, to which a redirect led, must not get what it was not given.
		if (link != null && link.opening().authorized()) {
			this.running.update(this.tokens.use(Mono::just)
				.subscribe(token -> tell(connection, token, expires), failure -> expires(connection, expires)));
		}
	}

	private void tell(int connection, Token token, Instant expires) {
		Link link = this.links.apply(connection);
		if (link == null || !token.isPresent() || !link.isWritable()) {
			expires(connection, expires);
			return;
		}
		link.write(this.message.apply(token), failure -> {
			// The end of the connection tells.
		});
		link.flush();
	}

	/** Plans nothing any more. */
	void forget() {
		this.running.update(Disposables.disposed());
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static Duration max(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

}

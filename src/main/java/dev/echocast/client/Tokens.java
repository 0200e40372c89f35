package dev.echocast.client;

import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The tokens of one client: asked for on its event loop, in bounded time, and handed on
 * there. The latest two are remembered to be kept out of what is told.
 */
final class Tokens {

	private final @Nullable TokenSource source;

	private final Duration timeout;

	private final Scheduler loop;

	private volatile Token latest = Token.NONE;

	private volatile Token before = Token.NONE;

	Tokens(@Nullable TokenSource source, Duration timeout, Scheduler loop) {
		this.source = source;
		this.timeout = timeout;
		this.loop = loop;
	}

	/** Whether asking again could give another one. */
	boolean hasSource() {
		return this.source != null;
	}

	/** With a fresh token, or with none where there is no source. */
	<T> Mono<T> use(Function<Token, Mono<T>> attempt) {
		return (this.source != null) ? fresh(this.source).flatMap(attempt) : attempt.apply(Token.NONE);
	}

	private Mono<Token> fresh(TokenSource source) {
		// Wrapped first: Reactor logs what is dropped behind a timeout.
		return Mono.defer(source::token)
			.map(Tokens::checked)
			.timeout(this.timeout, Mono.error(() -> Failures.tokenTooSlow(this.timeout)), this.loop)
			.onErrorMap(Failures::noToken)
			.defaultIfEmpty(Token.NONE)
			.publishOn(this.loop)
			.doOnNext(this::remember);
	}

	private static Token checked(String text) {
		if (!Token.isToken(text)) {
			throw Failures.noToken(new NoTokenException("what the source gave is none (RFC 6750 section 2.1)", true));
		}
		return new Token(text);
	}

	private void remember(Token token) {
		if (!token.equals(this.latest)) {
			this.before = this.latest;
			this.latest = token;
		}
	}

	String redact(String text) {
		return this.latest.redact(this.before.redact(text));
	}

}

package dev.echocast.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How a client connects and how it behaves. Immutable; every default is stated at its
 * setter.
 */
public final class ClientOptions {

	final Settings settings;

	private ClientOptions(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Starts from the defaults.
	 * @throws IllegalArgumentException if it is not an absolute {@code ws} or {@code wss}
	 * URI with a host and without a fragment (RFC 6455 section 3)
	 */
	public static Builder builder(URI uri) {
		return new Builder(new Settings()).uri(uri);
	}

	public Builder toBuilder() {
		return new Builder(this.settings.copy());
	}

	public URI uri() {
		return this.settings.uri;
	}

	/** Collects the settings. Not thread-safe. */
	public static final class Builder {

		private final Settings settings;

		private Builder(Settings settings) {
			this.settings = settings;
		}

		/** See {@link ClientOptions#builder(URI)}. */
		public Builder uri(URI uri) {
			String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
			if (!(scheme.equals("ws") || scheme.equals("wss")) || uri.getHost() == null
					|| uri.getRawFragment() != null) {
				throw new IllegalArgumentException("not a ws:// or wss:// address: " + uri);
			}
			this.settings.uri = uri;
			return this;
		}

		/**
		 * A further header of the opening handshake; none by default. A redirect to
		 * another origin gets none of them: any of them may be a credential. User and
		 * password in the URI become an {@code Authorization} header.
		 */
		public Builder header(String name, String value) {
			this.settings.headers.add(Map.entry(name, value));
			return this;
		}

		/**
		 * A bearer token (RFC 6750) that does not change; none by default. See
		 * {@link #tokens(TokenSource)}.
		 * @throws IllegalArgumentException if it has other characters than tokens have
		 */
		public Builder token(String token) {
			if (!Token.isToken(token)) {
				throw new IllegalArgumentException("not a token (RFC 6750 section 2.1)");
			}
			return tokens(() -> Mono.just(token));
		}

		/** An API key, which is sent as {@link #token(String)} is. */
		public Builder key(String key) {
			return token(key);
		}

		/**
		 * Where tokens come from; {@code null}, the default, for none. They go into the
		 * {@code Authorization} header, and to the origin of the URI only: a redirect to
		 * another one gets none.
		 */
		public Builder tokens(@Nullable TokenSource source) {
			this.settings.tokens = source;
			return this;
		}

		/** Subprotocols in order of preference; none by default. */
		public Builder subprotocols(String... subprotocols) {
			this.settings.subprotocols = List.of(subprotocols);
			return this;
		}

		/** The {@code Origin} header; absent by default, as this is no browser. */
		public Builder origin(@Nullable String origin) {
			this.settings.origin = origin;
			return this;
		}

		/** The {@code User-Agent} header; {@code echocast} by default. */
		public Builder userAgent(String userAgent) {
			this.settings.userAgent = userAgent;
			return this;
		}

		/**
		 * {@code http://}, {@code socks4://} or {@code socks5://}, with
		 * {@code user:password@} if it asks; none by default.
		 */
		public Builder proxy(@Nullable URI proxy) {
			this.settings.proxy = proxy;
			return this;
		}

		/** {@link Trust.Platform} by default. */
		public Builder trust(Trust trust) {
			this.settings.trust = trust;
			return this;
		}

		/**
		 * Offers permessage-deflate (RFC 7692); off by default: it costs a third of a
		 * megabyte a connection and pays for text on slow links only.
		 */
		public Builder compression(boolean compression) {
			this.settings.compression = compression;
			return this;
		}

		/** Whether to connect again; on by default. */
		public Builder reconnect(boolean reconnect) {
			this.settings.reconnect = reconnect;
			return this;
		}

		/**
		 * A ping every interval, and the connection is given up when neither its pong nor
		 * anything else came within the timeout: 25 s, below the usual 30 to 60 s of
		 * proxies, and 10 s. An interval of zero sends none.
		 */
		public Builder keepalive(Duration pingInterval, Duration pongTimeout) {
			this.settings.pingInterval = pingInterval;
			this.settings.pongTimeout = pongTimeout;
			return this;
		}

		/** From the first packet to the end of the opening handshake; 10 s. */
		public Builder connectTimeout(Duration connectTimeout) {
			this.settings.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * How long {@code stop} sends what is queued, and then how long it waits for the
		 * server's close frame and the end of the TCP connection; 5 s each.
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			this.settings.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * The first delay is anything up to the base, each further one up to the double,
		 * never above the cap; a connection that lasted {@code stableAfter} starts the
		 * row anew. 5 s, as RFC 6455 section 7.2.3 suggests, 30 s and 30 s.
		 */
		public Builder backoff(Duration base, Duration cap, Duration stableAfter) {
			this.settings.backoffBase = base;
			this.settings.backoffCap = cap;
			this.settings.stableAfter = stableAfter;
			return this;
		}

		/** In bytes, after decompression; 16 MiB. More is answered with 1009. */
		public Builder maxMessageSize(int bytes) {
			this.settings.maxMessageSize = bytes;
			return this;
		}

		/**
		 * Bounds, for each direction, of what waits in the client: 1000 messages and 1
		 * MiB. A single message may be larger than the second.
		 */
		public Builder queue(int messages, int bytes) {
			this.settings.queueMessages = messages;
			this.settings.queueBytes = bytes;
			return this;
		}

		/** {@link WhileDisconnected#KEEP} by default. */
		public Builder whileDisconnected(WhileDisconnected policy) {
			this.settings.whileDisconnected = policy;
			return this;
		}

		/**
		 * Copies the settings.
		 * @throws IllegalArgumentException if there are two credentials: tokens, and user
		 * and password in the URI or an {@code Authorization} header
		 */
		public ClientOptions build() {
			boolean others = this.settings.uri.getRawUserInfo() != null || this.settings.headers.stream()
				.anyMatch(header -> header.getKey().equalsIgnoreCase("Authorization"));
			if (this.settings.tokens != null && others) {
				throw new IllegalArgumentException(
						"more than one credential: a token and user and password, or a header");
			}
			return new ClientOptions(this.settings.copy());
		}

	}

}

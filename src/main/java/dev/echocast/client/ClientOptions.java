package dev.echocast.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How a client connects and how it behaves. Immutable; every default is stated at its
 * setter.
 */
public final class ClientOptions {

	final Builder settings;

	private ClientOptions(Builder settings) {
		this.settings = settings;
	}

	/**
	 * Starts from the defaults.
	 * @throws IllegalArgumentException if it is not an absolute {@code ws} or {@code wss}
	 * URI with a host and without a fragment (RFC 6455 section 3)
	 */
	public static Builder builder(URI uri) {
		return new Builder().uri(uri);
	}

	public Builder toBuilder() {
		return this.settings.copy();
	}

	public URI uri() {
		return this.settings.uri;
	}

	/** Collects the settings. Not thread-safe. */
	public static final class Builder {

		URI uri = URI.create("ws://localhost/");

		List<Map.Entry<String, String>> headers = new ArrayList<>();

		List<String> subprotocols = List.of();

		@Nullable String origin;

		String userAgent = "echocast";

		@Nullable URI proxy;

		Trust trust = new Trust.Platform();

		boolean compression;

		boolean reconnect = true;

		Duration pingInterval = Duration.ofSeconds(25);

		Duration pongTimeout = Duration.ofSeconds(10);

		Duration connectTimeout = Duration.ofSeconds(10);

		Duration closeTimeout = Duration.ofSeconds(5);

		Duration backoffBase = Duration.ofSeconds(5);

		Duration backoffCap = Duration.ofSeconds(30);

		Duration stableAfter = Duration.ofSeconds(30);

		int maxMessageSize = 16 * 1024 * 1024;

		int queueMessages = 1000;

		int queueBytes = 1024 * 1024;

		WhileDisconnected whileDisconnected = WhileDisconnected.KEEP;

		private Builder() {
		}

		/** See {@link ClientOptions#builder(URI)}. */
		public Builder uri(URI uri) {
			String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
			if (!(scheme.equals("ws") || scheme.equals("wss")) || uri.getHost() == null
					|| uri.getRawFragment() != null) {
				throw new IllegalArgumentException("not a ws:// or wss:// address: " + uri);
			}
			this.uri = uri;
			return this;
		}

		/**
		 * A further header of the opening handshake; none by default. A redirect to
		 * another origin gets none of them: any of them may be a credential. User and
		 * password in the URI become an {@code Authorization} header.
		 */
		public Builder header(String name, String value) {
			this.headers.add(Map.entry(name, value));
			return this;
		}

		/** Subprotocols in order of preference; none by default. */
		public Builder subprotocols(String... subprotocols) {
			this.subprotocols = List.of(subprotocols);
			return this;
		}

		/** The {@code Origin} header; absent by default, as this is no browser. */
		public Builder origin(@Nullable String origin) {
			this.origin = origin;
			return this;
		}

		/** The {@code User-Agent} header; {@code echocast} by default. */
		public Builder userAgent(String userAgent) {
			this.userAgent = userAgent;
			return this;
		}

		/**
		 * {@code http://}, {@code socks4://} or {@code socks5://}, with
		 * {@code user:password@} if it asks; none by default.
		 */
		public Builder proxy(@Nullable URI proxy) {
			this.proxy = proxy;
			return this;
		}

		/** {@link Trust.Platform} by default. */
		public Builder trust(Trust trust) {
			this.trust = trust;
			return this;
		}

		/**
		 * Offers permessage-deflate (RFC 7692); off by default: it costs a third of a
		 * megabyte a connection and pays for text on slow links only.
		 */
		public Builder compression(boolean compression) {
			this.compression = compression;
			return this;
		}

		/** Whether to connect again; on by default. */
		public Builder reconnect(boolean reconnect) {
			this.reconnect = reconnect;
			return this;
		}

		/**
		 * A ping every interval, and the connection is given up when neither its pong nor
		 * anything else came within the timeout: 25 s, below the usual 30 to 60 s of
		 * proxies, and 10 s. An interval of zero sends none.
		 */
		public Builder keepalive(Duration pingInterval, Duration pongTimeout) {
			this.pingInterval = pingInterval;
			this.pongTimeout = pongTimeout;
			return this;
		}

		/** From the first packet to the end of the opening handshake; 10 s. */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * How long {@code stop} sends what is queued, and then how long it waits for the
		 * server's close frame and the end of the TCP connection; 5 s each.
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * The first delay is anything up to the base, each further one up to the double,
		 * never above the cap; a connection that lasted {@code stableAfter} starts the
		 * row anew. 5 s, as RFC 6455 section 7.2.3 suggests, 30 s and 30 s.
		 */
		public Builder backoff(Duration base, Duration cap, Duration stableAfter) {
			this.backoffBase = base;
			this.backoffCap = cap;
			this.stableAfter = stableAfter;
			return this;
		}

		/** In bytes, after decompression; 16 MiB. More is answered with 1009. */
		public Builder maxMessageSize(int bytes) {
			this.maxMessageSize = bytes;
			return this;
		}

		/**
		 * Bounds, for each direction, of what waits in the client: 1000 messages and 1
		 * MiB. A single message may be larger than the second.
		 */
		public Builder queue(int messages, int bytes) {
			this.queueMessages = messages;
			this.queueBytes = bytes;
			return this;
		}

		/** {@link WhileDisconnected#KEEP} by default. */
		public Builder whileDisconnected(WhileDisconnected policy) {
			this.whileDisconnected = policy;
			return this;
		}

		public ClientOptions build() {
			return new ClientOptions(copy());
		}

		private Builder copy() {
			Builder copy = new Builder();
			copy.uri = this.uri;
			copy.headers = new ArrayList<>(this.headers);
			copy.subprotocols = this.subprotocols;
			copy.origin = this.origin;
			copy.userAgent = this.userAgent;
			copy.proxy = this.proxy;
			copy.trust = this.trust;
			copy.compression = this.compression;
			copy.reconnect = this.reconnect;
			copy.maxMessageSize = this.maxMessageSize;
			copy.connectTimeout = this.connectTimeout;
			copy.closeTimeout = this.closeTimeout;
			copy.whileDisconnected = this.whileDisconnected;
			return copy.keepalive(this.pingInterval, this.pongTimeout)
				.backoff(this.backoffBase, this.backoffCap, this.stableAfter)
				.queue(this.queueMessages, this.queueBytes);
		}

	}

}

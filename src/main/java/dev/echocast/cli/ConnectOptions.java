package dev.echocast.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.client.ClientOptions;
import dev.echocast.client.Trust;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How to connect: the same options for every mode and for the shell's {@code connect}.
 */
final class ConnectOptions {

	@Option(names = { "-H", "--header" }, paramLabel = "NAME: VALUE", description = "Further header of the handshake.")
	List<String> headers = new ArrayList<>();

	@Option(names = { "-s", "--subprotocol" }, paramLabel = "NAME",
			description = "Subprotocol, in order of preference.")
	List<String> subprotocols = new ArrayList<>();

	@Option(names = "--origin", description = "Origin header.")
	@Nullable String origin;

	@Option(names = "--user-agent", description = "User-Agent header (default: ${DEFAULT-VALUE}).")
	String userAgent = "echocast";

	@Mixin
	CredentialOptions credentials = new CredentialOptions();

	@Option(names = "--ca", paramLabel = "FILE", description = "Trust the certificates in this PEM file only.")
	@Nullable Path ca;

	@Option(names = { "-k", "--insecure" }, description = "Do not check the server's certificate.")
	boolean insecure;

	@Option(names = "--proxy", paramLabel = "URL", description = "http://, socks4:// or socks5:// proxy.")
	@Nullable String proxy;

	@Option(names = "--compress", description = "Offer permessage-deflate.")
	boolean compress;

	@Option(names = "--ping-interval", paramLabel = "TIME", description = "Keepalive pings; 0 for none (default: 25s).")
	Duration pingInterval = Duration.ofSeconds(25);

	@Option(names = "--pong-timeout", paramLabel = "TIME", description = "Give up after a ping (default: 10s).")
	Duration pongTimeout = Duration.ofSeconds(10);

	@Option(names = "--connect-timeout", paramLabel = "TIME",
			description = "Until the handshake is done (default: 10s).")
	Duration connectTimeout = Duration.ofSeconds(10);

	@Option(names = "--max-message", paramLabel = "BYTES", description = "Largest message to take (default: 16777216).")
	int maxMessage = 16 * 1024 * 1024;

	@Option(names = { "-r", "--reconnect" }, description = "Connect again when the connection ends.")
	boolean reconnect;

	/**
	 * Turns them into the library's options.
	 * @throws IllegalArgumentException with one line for the user
	 */
	ClientOptions toClientOptions(String address) {
		ClientOptions.Builder options = ClientOptions.builder(uri(address))
			.subprotocols(this.subprotocols.toArray(String[]::new))
			.origin(this.origin)
			.userAgent(this.userAgent)
			.proxy(proxy())
			.trust(trust())
			.compression(this.compress)
			.keepalive(this.pingInterval, this.pongTimeout)
			.connectTimeout(this.connectTimeout)
			.maxMessageSize(this.maxMessage)
			.reconnect(this.reconnect);
		this.headers.forEach(header -> addHeader(options, header));
		this.credentials.apply(options, uri(address).getRawUserInfo() != null
				|| this.headers.stream().anyMatch(header -> header.matches("(?i)\\s*authorization\\s*:.*")));
		return options.build();
	}

	/** A bare {@code host:port/path} is taken for {@code ws://}. */
	private static URI uri(String address) {
		try {
			return new URI(address.contains("://") ? address : "ws://" + address);
		}
		catch (URISyntaxException ex) {
			throw new IllegalArgumentException("not a ws:// or wss:// address: " + address, ex);
		}
	}

	private @Nullable URI proxy() {
		if (this.proxy == null) {
			return null;
		}
		try {
			URI proxy = new URI(this.proxy);
			if (proxy.getHost() != null && proxy.getPort() != -1
					&& String.valueOf(proxy.getScheme()).matches("http|socks4|socks5?")) {
				return proxy;
			}
		}
		catch (URISyntaxException ex) {
			// Its message has all of it, the password included.
		}
		throw new IllegalArgumentException("not a proxy like http://host:port or socks5://host:port: "
				+ this.proxy.replaceFirst("^(\\w+://)?.*@", "$1"));
	}

	private Trust trust() {
		if (this.insecure) {
			return new Trust.Insecure();
		}
		if (this.ca == null) {
			return new Trust.Platform();
		}
		if (!Files.isReadable(this.ca)) {
			throw new IllegalArgumentException("cannot read " + this.ca);
		}
		return new Trust.Pem(this.ca);
	}

	private static void addHeader(ClientOptions.Builder options, String header) {
		int colon = header.indexOf(':');
		if (colon <= 0) {
			throw new IllegalArgumentException("not a header like 'Name: value': " + header.strip().split("\\s", 2)[0]);
		}
		options.header(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
	}

}

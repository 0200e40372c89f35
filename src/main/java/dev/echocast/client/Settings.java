package dev.echocast.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What {@link ClientOptions} are made of, with the defaults. Changed by the builder only,
 * which copies it before anybody else sees it.
 */
final class Settings {

	URI uri = URI.create("ws://localhost/");

	List<Map.Entry<String, String>> headers = new ArrayList<>();

	List<String> subprotocols = List.of();

	@Nullable TokenSource tokens;

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

	Settings copy() {
		Settings copy = new Settings();
		copy.uri = this.uri;
		copy.headers = new ArrayList<>(this.headers);
		copy.subprotocols = this.subprotocols;
		copy.tokens = this.tokens;
		copy.origin = this.origin;
		copy.userAgent = this.userAgent;
		copy.proxy = this.proxy;
		copy.trust = this.trust;
		copy.compression = this.compression;
		copy.reconnect = this.reconnect;
		copy.pingInterval = this.pingInterval;
		copy.pongTimeout = this.pongTimeout;
		copy.connectTimeout = this.connectTimeout;
		copy.closeTimeout = this.closeTimeout;
		copy.backoffBase = this.backoffBase;
		copy.backoffCap = this.backoffCap;
		copy.stableAfter = this.stableAfter;
		copy.maxMessageSize = this.maxMessageSize;
		copy.queueMessages = this.queueMessages;
		copy.queueBytes = this.queueBytes;
		copy.whileDisconnected = this.whileDisconnected;
		return copy;
	}

}

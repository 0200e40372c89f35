package dev.echocast.web;

import java.util.concurrent.atomic.AtomicLong;

import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.server.HttpServerState;

/**
 * Counts the HTTP requests of the port, opening handshakes and malformed ones included.
 */
final class RequestCounter implements ConnectionObserver {

	private final AtomicLong requests = new AtomicLong();

	@Override
	public void onStateChange(Connection connection, State state) {
		if (state == HttpServerState.REQUEST_RECEIVED || state == HttpServerState.REQUEST_DECODING_FAILED) {
			this.requests.incrementAndGet();
		}
	}

	long count() {
		return this.requests.get();
	}

}

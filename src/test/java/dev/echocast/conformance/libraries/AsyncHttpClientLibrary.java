package dev.echocast.conformance.libraries;

import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.BoundRequestBuilder;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.ws.WebSocket;
import org.asynchttpclient.ws.WebSocketListener;
import org.asynchttpclient.ws.WebSocketUpgradeHandler;

/**
 * AsyncHttpClient, on Netty's own frame codec.
 */
final class AsyncHttpClientLibrary implements Library {

	private final AsyncHttpClient client = Dsl
		.asyncHttpClient(new DefaultAsyncHttpClientConfig.Builder().setEnablewebSocketCompression(true)
			.setAggregateWebSocketFrameFragments(true)
			.setWebSocketMaxFrameSize(ROOM)
			.setWebSocketMaxBufferSize(ROOM)
			.build());

	@Override
	public Set<Ability> abilities() {
		return EnumSet.complementOf(EnumSet.of(Ability.NO_CONTEXT, Ability.COMPRESSED_FRAGMENTS));
	}

	@Override
	public Peer connect(URI uri, List<String> offered, Inbox inbox) throws Exception {
		BoundRequestBuilder request = this.client.prepareGet(uri.toString());
		if (!offered.isEmpty()) {
			request.setHeader("Sec-WebSocket-Protocol", String.join(", ", offered));
		}
		return new AsyncHttpClientPeer(
				request.execute(new WebSocketUpgradeHandler.Builder().addWebSocketListener(new Listener(inbox)).build())
					.get());
	}

	@Override
	public void close() throws IOException {
		this.client.close();
	}

	private record AsyncHttpClientPeer(WebSocket socket) implements Peer {

		@Override
		public String subprotocol() {
			return this.socket.getUpgradeHeaders().get("Sec-WebSocket-Protocol", "");
		}

		@Override
		public String extensions() {
			return this.socket.getUpgradeHeaders().get("Sec-WebSocket-Extensions", "");
		}

		@Override
		public void send(String text) {
			this.socket.sendTextFrame(text).syncUninterruptibly();
		}

		@Override
		public void send(byte[] binary) {
			this.socket.sendBinaryFrame(binary).syncUninterruptibly();
		}

		@Override
		public void send(List<String> parts) {
			for (int i = 0; i < parts.size(); i++) {
				boolean last = i == parts.size() - 1;
				((i == 0) ? this.socket.sendTextFrame(parts.get(0), last, 0)
						: this.socket.sendContinuationFrame(parts.get(i), last, 0))
					.syncUninterruptibly();
			}
		}

		@Override
		public void ping(byte[] payload) {
			this.socket.sendPingFrame(payload).syncUninterruptibly();
		}

		@Override
		public void close(int code, String reason) {
			this.socket.sendCloseFrame(code, reason).syncUninterruptibly();
		}

	}

	private static final class Listener implements WebSocketListener {

		private final Inbox inbox;

		private WebSocket socket;

		private Listener(Inbox inbox) {
			this.inbox = inbox;
		}

		@Override
		public void onOpen(WebSocket socket) {
			this.socket = socket;
		}

		/** It leaves the answer to the application. */
		@Override
		public void onPingFrame(byte[] payload) {
			this.socket.sendPongFrame(payload);
		}

		@Override
		public void onTextFrame(String payload, boolean last, int rsv) {
			this.inbox.text(payload);
		}

		@Override
		public void onBinaryFrame(byte[] payload, boolean last, int rsv) {
			this.inbox.binary(payload);
		}

		@Override
		public void onPongFrame(byte[] payload) {
			this.inbox.pong(payload);
		}

		@Override
		public void onClose(WebSocket socket, int code, String reason) {
			this.inbox.closed(code, reason);
		}

		@Override
		public void onError(Throwable cause) {
			this.inbox.failed(cause);
		}

	}

}

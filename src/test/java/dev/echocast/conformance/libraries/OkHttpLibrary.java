package dev.echocast.conformance.libraries;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/**
 * Square's OkHttp. It pings only by itself, at an interval, and always offers
 * permessage-deflate.
 */
final class OkHttpLibrary implements Library {

	private final OkHttpClient client = new OkHttpClient.Builder().minWebSocketMessageToCompress(0).build();

	@Override
	public Set<Ability> abilities() {
		return EnumSet.of(Ability.COMPRESSION, Ability.NO_CONTEXT);
	}

	@Override
	public Peer connect(URI uri, List<String> offered, Inbox inbox) {
		Request.Builder request = new Request.Builder().url(uri.toString());
		if (!offered.isEmpty()) {
			request.header("Sec-WebSocket-Protocol", String.join(", ", offered));
		}
		Listener listener = new Listener(inbox);
		WebSocket socket = this.client.newWebSocket(request.build(), listener);
		return new OkHttpPeer(socket, listener.response.join());
	}

	@Override
	public void close() {
		this.client.dispatcher().executorService().shutdown();
	}

	private record OkHttpPeer(WebSocket socket, Response response) implements Peer {

		@Override
		public String subprotocol() {
			return this.response.header("Sec-WebSocket-Protocol", "");
		}

		@Override
		public String extensions() {
			return this.response.header("Sec-WebSocket-Extensions", "");
		}

		@Override
		public void send(String text) {
			this.socket.send(text);
		}

		@Override
		public void send(byte[] binary) {
			this.socket.send(ByteString.of(binary));
		}

		@Override
		public void close(int code, String reason) {
			this.socket.close(code, reason);
		}

	}

	private static final class Listener extends WebSocketListener {

		private final Inbox inbox;

		private final CompletableFuture<Response> response = new CompletableFuture<>();

		private Listener(Inbox inbox) {
			this.inbox = inbox;
		}

		@Override
		public void onOpen(WebSocket socket, Response response) {
			this.response.complete(response);
		}

		@Override
		public void onMessage(WebSocket socket, String text) {
			this.inbox.text(text);
		}

		@Override
		public void onMessage(WebSocket socket, ByteString bytes) {
			this.inbox.binary(bytes.toByteArray());
		}

		/** It leaves the answer to the application. */
		@Override
		public void onClosing(WebSocket socket, int code, String reason) {
			socket.close(code, null);
		}

		@Override
		public void onClosed(WebSocket socket, int code, String reason) {
			this.inbox.closed(code, reason);
		}

		@Override
		public void onFailure(WebSocket socket, Throwable cause, Response response) {
			this.response.completeExceptionally(cause);
			this.inbox.failed(cause);
		}

	}

}

package dev.echocast.conformance.libraries;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The JDK's {@code java.net.http}.
 */
final class JdkLibrary implements Library {

	private final HttpClient client = HttpClient.newHttpClient();

	@Override
	public Set<Ability> abilities() {
		return EnumSet.of(Ability.FRAGMENTS, Ability.PINGS);
	}

	@Override
	public Peer connect(URI uri, List<String> offered, Inbox inbox) {
		WebSocket.Builder builder = this.client.newWebSocketBuilder();
		if (!offered.isEmpty()) {
			builder.subprotocols(offered.get(0), offered.stream().skip(1).toArray(String[]::new));
		}
		return new JdkPeer(builder.buildAsync(uri, new Listener(inbox)).join());
	}

	@Override
	public void close() {
		// There is nothing to close before JDK 21.
	}

	/** Its sends must not overlap. */
	private record JdkPeer(WebSocket socket) implements Peer {

		@Override
		public String subprotocol() {
			return this.socket.getSubprotocol();
		}

		@Override
		public void send(String text) {
			this.socket.sendText(text, true).join();
		}

		@Override
		public void send(byte[] binary) {
			this.socket.sendBinary(ByteBuffer.wrap(binary), true).join();
		}

		@Override
		public void send(List<String> parts) {
			for (int i = 0; i < parts.size(); i++) {
				this.socket.sendText(parts.get(i), i == parts.size() - 1).join();
			}
		}

		@Override
		public void ping(byte[] payload) {
			this.socket.sendPing(ByteBuffer.wrap(payload)).join();
		}

		@Override
		public void close(int code, String reason) {
			this.socket.sendClose(code, reason).join();
		}

	}

	private static final class Listener implements WebSocket.Listener {

		private final Inbox inbox;

		private final StringBuilder text = new StringBuilder();

		private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

		private Listener(Inbox inbox) {
			this.inbox = inbox;
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.inbox.text(this.text.toString());
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
			byte[] bytes = new byte[data.remaining()];
			data.get(bytes);
			this.binary.writeBytes(bytes);
			if (last) {
				this.inbox.binary(this.binary.toByteArray());
				this.binary.reset();
			}
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
			this.inbox.pong(message);
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.inbox.closed(code, reason);
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.inbox.failed(error);
		}

	}

}

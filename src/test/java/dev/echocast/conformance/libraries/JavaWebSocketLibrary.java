package dev.echocast.conformance.libraries;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;

/**
 * TooTallNate's Java-WebSocket.
 */
final class JavaWebSocketLibrary implements Library {

	@Override
	public Set<Ability> abilities() {
		return EnumSet.complementOf(EnumSet.of(Ability.COMPRESSED_FRAGMENTS));
	}

	@Override
	public Peer connect(URI uri, List<String> offered, Inbox inbox) {
		List<IProtocol> protocols = (offered.isEmpty() ? List.of("") : offered).stream()
			.map((name) -> (IProtocol) new Protocol(name))
			.toList();
		Client client = new Client(uri, new Draft_6455(List.of(new PerMessageDeflateExtension()), protocols), inbox);
		client.connect();
		return new JavaWebSocketPeer(client, client.handshake.join());
	}

	@Override
	public void close() {
		// Each connection has threads of its own.
	}

	private record JavaWebSocketPeer(Client client, ServerHandshake handshake) implements Peer {

		@Override
		public String subprotocol() {
			return this.handshake.getFieldValue("Sec-WebSocket-Protocol");
		}

		@Override
		public String extensions() {
			return this.handshake.getFieldValue("Sec-WebSocket-Extensions");
		}

		@Override
		public void send(String text) {
			this.client.send(text);
		}

		@Override
		public void send(byte[] binary) {
			this.client.send(binary);
		}

		@Override
		public void send(List<String> parts) {
			for (int i = 0; i < parts.size(); i++) {
				ByteBuffer part = ByteBuffer.wrap(parts.get(i).getBytes(StandardCharsets.UTF_8));
				this.client.sendFragmentedFrame(Opcode.TEXT, part, i == parts.size() - 1);
			}
		}

		@Override
		public void ping(byte[] payload) {
			PingFrame ping = new PingFrame();
			ping.setPayload(ByteBuffer.wrap(payload));
			this.client.sendFrame(ping);
		}

		@Override
		public void close(int code, String reason) {
			this.client.close(code, reason);
		}

	}

	private static final class Client extends WebSocketClient {

		private final Inbox inbox;

		private final CompletableFuture<ServerHandshake> handshake = new CompletableFuture<>();

		private Client(URI uri, Draft_6455 draft, Inbox inbox) {
			super(uri, draft);
			this.inbox = inbox;
		}

		@Override
		public void onOpen(ServerHandshake handshake) {
			this.handshake.complete(handshake);
		}

		@Override
		public void onMessage(String message) {
			this.inbox.text(message);
		}

		@Override
		public void onMessage(ByteBuffer bytes) {
			this.inbox.binary(bytes);
		}

		@Override
		public void onWebsocketPong(WebSocket socket, Framedata pong) {
			this.inbox.pong(pong.getPayloadData());
		}

		@Override
		public void onClose(int code, String reason, boolean remote) {
			this.handshake.completeExceptionally(new IllegalStateException(code + " " + reason));
			this.inbox.closed(code, reason);
		}

		@Override
		public void onError(Exception ex) {
			this.inbox.failed(ex);
		}

	}

}

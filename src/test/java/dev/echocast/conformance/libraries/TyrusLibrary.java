package dev.echocast.conformance.libraries;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.glassfish.tyrus.ext.extension.deflate.PerMessageDeflateExtension;

/**
 * Eclipse Tyrus, the reference implementation of Jakarta WebSocket.
 */
final class TyrusLibrary implements Library {

	private final ClientManager client = ClientManager.createClient();

	TyrusLibrary() {
		this.client.getProperties().put(ClientProperties.SHARED_CONTAINER, true);
		this.client.setDefaultMaxTextMessageBufferSize(ROOM);
		this.client.setDefaultMaxBinaryMessageBufferSize(ROOM);
	}

	@Override
	public Set<Ability> abilities() {
		return EnumSet.complementOf(EnumSet.of(Ability.NO_CONTEXT, Ability.COMPRESSED_FRAGMENTS));
	}

	@Override
	public Peer connect(URI uri, List<String> offered, Inbox inbox) throws Exception {
		ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
			.preferredSubprotocols(offered)
			.extensions(List.of(new PerMessageDeflateExtension()))
			.build();
		return new TyrusPeer(this.client.connectToServer(new Listener(inbox), config, uri));
	}

	@Override
	public void close() {
		// The shared container ends by itself.
	}

	private record TyrusPeer(Session session) implements Peer {

		@Override
		public String subprotocol() {
			return this.session.getNegotiatedSubprotocol();
		}

		@Override
		public String extensions() {
			return this.session.getNegotiatedExtensions()
				.stream()
				.map(Extension::getName)
				.collect(Collectors.joining(","));
		}

		@Override
		public void send(String text) throws IOException {
			this.session.getBasicRemote().sendText(text);
		}

		@Override
		public void send(byte[] binary) throws IOException {
			this.session.getBasicRemote().sendBinary(ByteBuffer.wrap(binary));
		}

		@Override
		public void send(List<String> parts) throws IOException {
			for (int i = 0; i < parts.size(); i++) {
				this.session.getBasicRemote().sendText(parts.get(i), i == parts.size() - 1);
			}
		}

		@Override
		public void ping(byte[] payload) throws IOException {
			this.session.getBasicRemote().sendPing(ByteBuffer.wrap(payload));
		}

		@Override
		public void close(int code, String reason) throws IOException {
			this.session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
		}

	}

	private static final class Listener extends Endpoint {

		private final Inbox inbox;

		private Listener(Inbox inbox) {
			this.inbox = inbox;
		}

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(String.class, this.inbox::text);
			session.addMessageHandler(byte[].class, this.inbox::binary);
			session.addMessageHandler(PongMessage.class, (pong) -> this.inbox.pong(pong.getApplicationData()));
		}

		@Override
		public void onClose(Session session, CloseReason reason) {
			this.inbox.closed(reason.getCloseCode().getCode(), reason.getReasonPhrase());
		}

		@Override
		public void onError(Session session, Throwable cause) {
			this.inbox.failed(cause);
		}

	}

}

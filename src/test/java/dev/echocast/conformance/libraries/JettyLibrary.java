package dev.echocast.conformance.libraries;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.ExtensionConfig;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/**
 * Eclipse Jetty.
 */
final class JettyLibrary implements Library {

	private final WebSocketClient client = new WebSocketClient();

	JettyLibrary() throws Exception {
		this.client.setMaxTextMessageSize(ROOM);
		this.client.setMaxBinaryMessageSize(ROOM);
		this.client.start();
	}

	@Override
	public Set<Ability> abilities() {
		return EnumSet.complementOf(EnumSet.of(Ability.NO_CONTEXT));
	}

	@Override
	public Peer connect(URI uri, List<String> offered, Inbox inbox) throws Exception {
		ClientUpgradeRequest request = new ClientUpgradeRequest(uri);
		request.addExtensions("permessage-deflate");
		if (!offered.isEmpty()) {
			request.setSubProtocols(offered);
		}
		return new JettyPeer(this.client.connect(new Listener(inbox), request).get());
	}

	@Override
	public void close() throws Exception {
		this.client.stop();
	}

	private record JettyPeer(Session session) implements Peer {

		@Override
		public String subprotocol() {
			String accepted = this.session.getUpgradeResponse().getAcceptedSubProtocol();
			return (accepted != null) ? accepted : "";
		}

		@Override
		public String extensions() {
			return this.session.getUpgradeResponse()
				.getExtensions()
				.stream()
				.map(ExtensionConfig::getParameterizedName)
				.collect(Collectors.joining(","));
		}

		@Override
		public void send(String text) throws Exception {
			Callback.Completable.with((sent) -> this.session.sendText(text, sent)).get();
		}

		@Override
		public void send(byte[] binary) throws Exception {
			Callback.Completable.with((sent) -> this.session.sendBinary(ByteBuffer.wrap(binary), sent)).get();
		}

		@Override
		public void send(List<String> parts) throws Exception {
			for (int i = 0; i < parts.size(); i++) {
				String part = parts.get(i);
				boolean last = i == parts.size() - 1;
				Callback.Completable.with((sent) -> this.session.sendPartialText(part, last, sent)).get();
			}
		}

		@Override
		public void ping(byte[] payload) throws Exception {
			Callback.Completable.with((sent) -> this.session.sendPing(ByteBuffer.wrap(payload), sent)).get();
		}

		@Override
		public void close(int code, String reason) {
			// The server's answer may end the connection before the callback is told.
			this.session.close(code, reason, Callback.NOOP);
		}

	}

	/**
	 * Jetty calls listeners by reflection.
	 */
	public static final class Listener implements Session.Listener.AutoDemanding {

		private final Inbox inbox;

		Listener(Inbox inbox) {
			this.inbox = inbox;
		}

		@Override
		public void onWebSocketText(String message) {
			this.inbox.text(message);
		}

		@Override
		public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
			this.inbox.binary(payload);
			callback.succeed();
		}

		@Override
		public void onWebSocketPong(ByteBuffer payload) {
			this.inbox.pong(payload);
		}

		@Override
		public void onWebSocketClose(int code, String reason, Callback callback) {
			this.inbox.closed(code, reason);
			callback.succeed();
		}

		@Override
		public void onWebSocketError(Throwable cause) {
			this.inbox.failed(cause);
		}

	}

}

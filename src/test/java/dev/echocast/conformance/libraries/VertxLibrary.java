package dev.echocast.conformance.libraries;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;

/**
 * Eclipse Vert.x, on Netty's own frame codec.
 */
final class VertxLibrary implements Library {

	private final Vertx vertx = Vertx.vertx();

	private final WebSocketClient client = this.vertx
		.createWebSocketClient(new WebSocketClientOptions().setTryUsePerMessageCompression(true)
			.setCompressionAllowClientNoContext(true)
			.setCompressionRequestServerNoContext(true)
			.setMaxFrameSize(ROOM)
			.setMaxMessageSize(ROOM));

	@Override
	public Set<Ability> abilities() {
		return EnumSet.complementOf(EnumSet.of(Ability.COMPRESSED_FRAGMENTS));
	}

	@Override
	public Peer connect(URI uri, List<String> offered, Inbox inbox) {
		ClientWebSocket socket = this.client.webSocket();
		socket.textMessageHandler(inbox::text)
			.binaryMessageHandler((message) -> inbox.binary(message.getBytes()))
			.pongHandler((payload) -> inbox.pong(payload.getBytes()))
			.exceptionHandler(inbox::failed)
			.closeHandler((closed) -> inbox.closed(code(socket), socket.closeReason()));
		WebSocketConnectOptions options = new WebSocketConnectOptions().setAbsoluteURI(uri.toString());
		options.setSubProtocols(offered);
		return new VertxPeer(await(socket.connect(options)));
	}

	private static int code(WebSocket socket) {
		Short code = socket.closeStatusCode();
		return (code != null) ? code : 1006;
	}

	@Override
	public void close() {
		await(this.vertx.close());
	}

	private static <T> T await(Future<T> future) {
		return future.toCompletionStage().toCompletableFuture().join();
	}

	private record VertxPeer(WebSocket socket) implements Peer {

		@Override
		public String subprotocol() {
			return (this.socket.subProtocol() != null) ? this.socket.subProtocol() : "";
		}

		@Override
		public String extensions() {
			String extensions = this.socket.headers().get("Sec-WebSocket-Extensions");
			return (extensions != null) ? extensions : "";
		}

		@Override
		public void send(String text) {
			await(this.socket.writeTextMessage(text));
		}

		@Override
		public void send(byte[] binary) {
			await(this.socket.writeBinaryMessage(Buffer.buffer(binary)));
		}

		@Override
		public void send(List<String> parts) {
			for (int i = 0; i < parts.size(); i++) {
				boolean last = i == parts.size() - 1;
				await(this.socket.writeFrame((i == 0) ? WebSocketFrame.textFrame(parts.get(0), last)
						: WebSocketFrame.continuationFrame(Buffer.buffer(parts.get(i)), last)));
			}
		}

		@Override
		public void ping(byte[] payload) {
			await(this.socket.writePing(Buffer.buffer(payload)));
		}

		@Override
		public void close(int code, String reason) {
			await(this.socket.close((short) code, reason));
		}

	}

}

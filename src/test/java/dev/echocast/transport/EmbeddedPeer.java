package dev.echocast.transport;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.support.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The peer of a connection that has no socket; time stands still until it is advanced.
 */
final class EmbeddedPeer {

	final EmbeddedChannel channel = new EmbeddedChannel();

	final WebSocketConnection connection;

	final NettyWebSocketSession session;

	/** How the connection ended, if it did. */
	final List<CloseStatus> closed = new ArrayList<>();

	EmbeddedPeer(TransportProperties properties) {
		NettyDataBufferFactory buffers = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);
		this.connection = new WebSocketConnection(this.channel, buffers, properties, TransportFixtures.ledger(),
				Codec.messages(properties, null));
		this.channel.freezeTime();
		this.channel.config().setAutoRead(false);
		this.channel.pipeline().addLast(this.connection);
		this.session = new NettyWebSocketSession(this.connection, "id",
				new HandshakeInfo(URI.create("/"), new HttpHeaders(), Mono.empty(), null), buffers,
				TransportFixtures.lease(this.channel));
		this.connection.closed().subscribe(this.closed::add);
	}

	void release() {
		this.channel.finishAndReleaseAll();
	}

	/** Let the session echo. */
	void echo() {
		this.session.send(this.session.receive().map(WebSocketMessage::retain)).subscribe();
	}

	/** Let the connection receive frames. */
	void receive(Frame... frames) {
		ByteBuf wire = Unpooled.buffer();
		for (Frame frame : frames) {
			wire.writeBytes(frame.masked());
		}
		receive(ByteBufUtil.getBytes(wire));
	}

	/** Let the connection receive anything. */
	void receive(byte[] wire) {
		this.channel.writeInbound(Unpooled.copiedBuffer(wire));
		this.channel.runPendingTasks();
	}

	/** What the connection has written. */
	byte[] written() {
		this.channel.runPendingTasks();
		ByteBuf all = Unpooled.buffer();
		for (ByteBuf part = this.channel.readOutbound(); part != null; part = this.channel.readOutbound()) {
			all.writeBytes(part);
			part.release();
		}
		return ByteBufUtil.getBytes(all);
	}

	/** Expect frames and nothing else. */
	void expect(Frame... frames) {
		ByteBuf expected = Unpooled.buffer();
		for (Frame frame : frames) {
			expected.writeBytes(frame.unmasked());
		}
		assertThat(ByteBufUtil.hexDump(written())).isEqualTo(ByteBufUtil.hexDump(expected));
	}

}

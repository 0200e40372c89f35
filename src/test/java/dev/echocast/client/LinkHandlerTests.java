package dev.echocast.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.client.ClientEvent.Initiator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LinkHandlerTests implements Link.Listener {

	private final List<Object> told = new ArrayList<>();

	private final LinkHandler link = new LinkHandler(FakeLink.OPENED, 1000, null, Duration.ofSeconds(5), this);

	private final EmbeddedChannel channel = new EmbeddedChannel(this.link);

	@Test
	void whileTheServerDoesNotReadOnlyTheLatestPingIsRemembered() {
		writable(false);
		for (int i = 0; i < 1000; i++) {
			this.channel.writeInbound(ping(i));
		}
		assertThat(this.channel.outboundMessages()).isEmpty();
		writable(true);
		PongWebSocketFrame pong = this.channel.readOutbound();
		assertThat(pong.content().readInt()).isEqualTo(999);
		pong.release();
		assertThat(this.channel.outboundMessages()).isEmpty();
		assertThat(this.told).containsExactly("writable");
	}

	@Test
	void aPongNotSentIsReleased() {
		writable(false);
		PingWebSocketFrame ping = ping(1);
		this.channel.writeInbound(ping);
		this.channel.close();
		assertThat(ping.refCnt()).isZero();
	}

	@Test
	void onlyAnswersToOurPingsAreMeasured() {
		for (int i = 0; i < 20; i++) {
			this.link.ping();
		}
		long last = 0;
		for (PingWebSocketFrame ping = this.channel.readOutbound(); ping != null; ping = this.channel.readOutbound()) {
			last = ping.content().readLong();
			ping.release();
		}
		this.channel.writeInbound(pong(42));
		this.channel.writeInbound(new PongWebSocketFrame(Unpooled.buffer().writeInt(42)));
		assertThat(this.told).isEmpty();
		this.channel.writeInbound(pong(last));
		this.channel.writeInbound(pong(last));
		assertThat(this.told).containsExactly("pong");
	}

	@Test
	void nothingFollowsACloseFrame() {
		this.link.close(CloseStatus.NORMAL);
		this.link.close(CloseStatus.GOING_AWAY);
		assertThat(this.link.isWritable()).isFalse();
		this.channel.writeInbound(ping(1));
		assertThat(this.channel.outboundMessages()).singleElement().isInstanceOf(CloseWebSocketFrame.class);
		this.channel.releaseOutbound();
		this.channel.close();
		assertThat(this.told).containsExactly("closed 1000 CLIENT");
	}

	private static PingWebSocketFrame ping(int payload) {
		return new PingWebSocketFrame(Unpooled.buffer().writeInt(payload));
	}

	private static PongWebSocketFrame pong(long payload) {
		return new PongWebSocketFrame(Unpooled.buffer().writeLong(payload));
	}

	private void writable(boolean on) {
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, on);
		this.channel.runPendingTasks();
	}

	@Override
	public void received(Message message) {
		this.told.add(message);
	}

	@Override
	public void pong(Duration roundTrip) {
		this.told.add("pong");
	}

	@Override
	public void writable() {
		this.told.add("writable");
	}

	@Override
	public void closed(CloseStatus status, Initiator by, WebSocketFailure failure) {
		this.told.add("closed " + status.code() + " " + by);
	}

}

package dev.echocast.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.echocast.client.ClientEvent.Initiator;
import dev.echocast.support.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LinkHandlerTests implements Link.Listener {

	private final List<Object> told = new ArrayList<>();

	private final LinkHandler link = new LinkHandler(FakeLink.OPENED, UnpooledByteBufAllocator.DEFAULT, 1000, null,
			Duration.ofSeconds(5), this);

	private final EmbeddedChannel channel = new EmbeddedChannel(this.link);

	@Test
	void whileTheServerDoesNotReadOnlyTheLatestPingIsRemembered() {
		writable(false);
		for (int i = 0; i < 1000; i++) {
			this.channel.writeInbound(wire(ping(i)));
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
		this.channel.writeInbound(wire(ping(1)));
		this.channel.close();
		assertThat(this.channel.outboundMessages()).isEmpty();
	}

	@Test
	void textThatIsNotUtf8FailsBeforeItsFrameEnds() {
		this.channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { (byte) 0x81, 100, 'a', (byte) 0xff }));
		this.channel.advanceTimeBy(1, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		CloseWebSocketFrame close = this.channel.readOutbound();
		assertThat(close.statusCode()).isEqualTo(1007);
		close.release();
	}

	@Test
	void nothingIsReadBehindACloseFrame() {
		this.channel.writeInbound(wire(Frame.close(1000, "bye"), Frame.text("late"), Frame.close(1001, "")));
		this.channel.close();
		assertThat(this.told).containsExactly("closed 1000 SERVER");
		assertThat(this.channel.outboundMessages()).hasSize(1);
		this.channel.releaseOutbound();
	}

	@Test
	void nothingIsReadBehindAViolation() {
		// Our close frame comes a moment later.
		this.channel.freezeTime();
		this.channel.writeInbound(wire(Frame.text("a"), Frame.text("b").withFirstByte(0xF1), Frame.text("late")),
				wire(Frame.text("later"), Frame.close(1000, "")));
		assertThat(this.told).containsExactly(Message.text("a"));
		this.channel.close();
		assertThat(this.told).containsExactly(Message.text("a"), "closed 1006 NETWORK");
	}

	@Test
	void onlyWholeMessagesAreTold() {
		this.channel.writeInbound(wire(Frame.text("a"), Frame.text("b").notFinal()), wire(Frame.ping("")),
				wire(Frame.text("c").continuation(), Frame.binary((byte) 1), Frame.binary(new byte[500]).notFinal()));
		assertThat(this.told).containsExactly(Message.text("a"), Message.text("bc"), Message.binary((byte) 1));
		this.channel.releaseOutbound();
		this.channel.close();
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
		this.channel.writeInbound(wire(pong(42)), wire(Frame.pong("word")));
		assertThat(this.told).isEmpty();
		this.channel.writeInbound(wire(pong(last)), wire(pong(last)));
		assertThat(this.told).containsExactly("pong");
	}

	@Test
	void nothingFollowsACloseFrame() {
		this.link.close(CloseStatus.NORMAL);
		this.link.close(CloseStatus.GOING_AWAY);
		assertThat(this.link.isWritable()).isFalse();
		this.channel.writeInbound(wire(ping(1)));
		assertThat(this.channel.outboundMessages()).singleElement().isInstanceOf(CloseWebSocketFrame.class);
		this.channel.releaseOutbound();
		this.channel.close();
		assertThat(this.told).containsExactly("closed 1000 CLIENT");
	}

	private static Frame ping(int payload) {
		return Frame.binary(ByteBuffer.allocate(Integer.BYTES).putInt(payload).array()).withFirstByte(0x89);
	}

	private static Frame pong(long payload) {
		return Frame.binary(ByteBuffer.allocate(Long.BYTES).putLong(payload).array()).withFirstByte(0x8A);
	}

	private static ByteBuf wire(Frame... frames) {
		ByteBuf wire = Unpooled.buffer();
		for (Frame frame : frames) {
			wire.writeBytes(frame.unmasked());
		}
		return wire;
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

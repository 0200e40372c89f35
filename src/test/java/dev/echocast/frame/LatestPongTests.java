package dev.echocast.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LatestPongTests {

	private final LatestPong pong = new LatestPong();

	@Test
	void onlyTheLatestPingIsAnswered() {
		for (int i = 0; i < 1000; i++) {
			this.pong.keep(Unpooled.buffer().writeInt(i));
		}
		ByteBuf payload = this.pong.take();
		assertThat(payload).isNotNull();
		assertThat(payload.readInt()).isEqualTo(999);
		payload.release();
		assertThat(this.pong.take()).isNull();
	}

	@Test
	void aThousandPingsWithoutAnAnswerAreAFlood() {
		for (int i = 0; i < 1000; i++) {
			this.pong.keep(Unpooled.EMPTY_BUFFER);
		}
		assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> this.pong.keep(Unpooled.EMPTY_BUFFER))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(1008));
		this.pong.release();
		this.pong.keep(Unpooled.EMPTY_BUFFER);
		this.pong.release();
	}

}

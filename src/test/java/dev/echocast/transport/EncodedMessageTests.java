package dev.echocast.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EncodedMessageTests {

	@Test
	void allReferencesAreThoseOfTheBytes() {
		EncodedMessage message = EncodedMessage.of(UnpooledByteBufAllocator.DEFAULT, true, new byte[] { 'x' });
		ByteBuf wire = message.takeWire();
		message.retain().retain(2);
		assertThat(message.refCnt()).isEqualTo(4).isEqualTo(wire.refCnt());
		assertThat(message.release(2)).isFalse();
		assertThat(message.touch().touch("here").release()).isFalse();
		assertThat(message.refCnt()).isEqualTo(1).isEqualTo(wire.refCnt());
		assertThat(message.release(1)).isTrue();
		assertThat(wire.refCnt()).isZero();
	}

}

package dev.echocast.frame;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MessageDeflaterTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "compress me, compress me, compress me" })
	void whatIsDeflatedInflatesToTheSame(String message) {
		ByteBuf deflated = MessageDeflater.shared()
			.deflate(ByteBufAllocator.DEFAULT, Unpooled.copiedBuffer(message, StandardCharsets.UTF_8));
		assertThat(deflated.isReadable()).isTrue();
		ByteBuf out = Unpooled.buffer();
		new MessageInflater(false).inflate(deflated, true, out, 1000);
		assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(message);
		deflated.release();
	}

	@Test
	void withoutContextEveryMessageStandsAlone() {
		MessageDeflater forgetful = new MessageDeflater(false);
		byte[] first = deflate(forgetful);
		assertThat(deflate(forgetful)).isEqualTo(first);
		forgetful.release();
	}

	private static byte[] deflate(MessageDeflater deflater) {
		ByteBuf deflated = deflater.deflate(ByteBufAllocator.DEFAULT, Unpooled.wrappedBuffer(new byte[1000]));
		byte[] bytes = ByteBufUtil.getBytes(deflated);
		deflated.release();
		return bytes;
	}

}

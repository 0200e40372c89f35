package dev.echocast.transport;

import java.util.ArrayList;
import java.util.List;

import dev.echocast.frame.FramePiece;
import dev.echocast.frame.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.reactive.socket.CloseStatus;

import static org.assertj.core.api.Assertions.assertThat;

class FrameWriterTests {

	/** Sizes of buffers that the channel was given. */
	private final List<Integer> given = new ArrayList<>();

	private int flushes;

	private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			FrameWriterTests.this.given.add(((ByteBuf) message).readableBytes());
			context.write(message, promise);
		}

		@Override
		public void flush(ChannelHandlerContext context) {
			FrameWriterTests.this.flushes++;
			context.flush();
		}

	});

	private final FrameWriter writer = new FrameWriter(this.channel);

	@AfterEach
	void release() {
		this.channel.finishAndReleaseAll();
	}

	private static ByteBuf payload(int bytes) {
		return Unpooled.wrappedBuffer(new byte[bytes]);
	}

	private void writeText(String payload) {
		this.writer.write(Opcode.TEXT, Unpooled.copiedBuffer(payload.getBytes()));
	}

	/** The buffers that the socket gets at the end of the event loop's pass. */
	private List<ByteBuf> buffers() {
		this.channel.runPendingTasks();
		List<ByteBuf> buffers = new ArrayList<>();
		for (ByteBuf buffer = this.channel.readOutbound(); buffer != null; buffer = this.channel.readOutbound()) {
			buffers.add(buffer);
		}
		return buffers;
	}

	/** The same in hexadecimal digits, or their beginning. */
	private List<String> written() {
		return buffers().stream().map((buffer) -> {
			String digits = ByteBufUtil.hexDump(buffer, 0, Math.min(12, buffer.readableBytes()));
			buffer.release();
			return digits;
		}).toList();
	}

	@Test
	void smallFramesLeaveInOneBufferAtTheEndOfThePass() {
		writeText("a");
		writeText("b");
		assertThat(this.channel.<ByteBuf>readOutbound()).isNull();
		assertThat(written()).containsExactly("810161" + "810162");
		assertThat(this.flushes).isOne();
	}

	@Test
	void whatIsWrittenAfterAFlushIsFlushedAgain() {
		writeText("a");
		written();
		writeText("b");
		assertThat(written()).containsExactly("810162");
		assertThat(this.flushes).isEqualTo(2);
	}

	@Test
	void aLargePayloadIsNotCopiedAndKeepsItsPlace() {
		ByteBuf large = payload(4097);
		writeText("a");
		this.writer.write(Opcode.BINARY, large);
		writeText("b");
		List<ByteBuf> buffers = buffers();
		assertThat(buffers).extracting(ByteBuf::readableBytes).containsExactly(3 + 4, 4097, 3);
		assertThat(buffers.get(1)).isSameAs(large);
		buffers.forEach(ByteBuf::release);
	}

	@Test
	void aSmallPayloadIsCopiedAndGivenBack() {
		ByteBuf small = payload(4096);
		this.writer.write(Opcode.BINARY, small);
		assertThat(small.refCnt()).isZero();
		assertThat(written()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "125, 827d", "126, 827e007e", "65535, 827effff", "65536, 827f0000000000010000" })
	void theHeaderHasTheShortestLength(int length, String header) {
		this.writer.write(Opcode.BINARY, payload(length));
		assertThat(written().get(0)).startsWith(header);
	}

	@Test
	void aCompressedMessageSaysSo() {
		this.writer.writeCompressed(Opcode.TEXT, payload(1));
		assertThat(written()).containsExactly("c10100");
	}

	@Test
	void theChannelGetsWhatIsJoinedFrom32KiBOnSoThatBackpressureSeesIt() {
		for (int i = 0; i < 7; i++) {
			this.writer.write(Opcode.BINARY, payload(4096));
		}
		assertThat(this.given).isEmpty();
		this.writer.write(Opcode.BINARY, payload(4096));
		assertThat(this.given).containsExactly(8 * (4 + 4096));
		assertThat(written()).hasSize(1);
	}

	@Test
	void piecesOfAFrameFollowOneHeader() {
		this.writer.write(new FramePiece(Opcode.TEXT, true, 3, true, false), payload(1));
		assertThat(this.writer.isFrameOpen()).isTrue();
		assertThat(written()).containsExactly("810300");
		this.writer.write(new FramePiece(Opcode.TEXT, true, 3, false, true), payload(2));
		assertThat(this.writer.isFrameOpen()).isFalse();
		assertThat(written()).containsExactly("0000");
		this.writer.write(new FramePiece(Opcode.TEXT, false, 1, true, true), payload(1));
		assertThat(written()).containsExactly("010100");
	}

	@Test
	void aCloseFrameHasAReasonOnlyWithACodeAndACodeOnlyIfThereIsOne() {
		this.writer.writeClose(CloseStatus.NO_STATUS_CODE);
		this.writer.writeClose(new CloseStatus(1000));
		this.writer.writeClose(new CloseStatus(1001, "x"));
		assertThat(written()).containsExactly("8800" + "880203e8" + "880303e978");
	}

	@Test
	void actsWhenAllThatWasWrittenIsGone() {
		List<Integer> sizes = new ArrayList<>();
		writeText("a");
		this.writer.flushThen((done) -> sizes.add(this.channel.outboundMessages().size()));
		// The text, and the nothing behind it.
		assertThat(sizes).containsExactly(2);
		assertThat(written()).containsExactly("810161", "");
	}

	@Test
	void whatWasNeverWrittenIsGivenBack() {
		writeText("a");
		this.writer.release();
		assertThat(written()).isEmpty();
	}

}

package dev.echocast.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import dev.echocast.support.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FrameDecoderTests {

	private final Recorder sink = new Recorder();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 7, 8, 9, 125, 126, 127, 1000, 65535, 65536, 70_001 })
	void readsFramesOfEveryLengthForm(int length) {
		byte[] payload = new byte[length];
		new Random(length).nextBytes(payload);
		decode(Frame.binary(payload).masked());
		assertThat(this.sink.frames).containsExactly("BINARY fin " + length);
		assertThat(this.sink.payload.toByteArray()).isEqualTo(payload);
		assertThat(this.sink.ended).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 7, 11, 64 })
	void readsFramesThatArriveInPieces(int piece) {
		byte[] payload = new byte[300];
		new Random(piece).nextBytes(payload);
		ByteArrayOutputStream wire = new ByteArrayOutputStream();
		wire.writeBytes(Frame.binary(payload).notFinal().masked());
		wire.writeBytes(Frame.ping("p").masked());
		wire.writeBytes(Frame.binary(payload).continuation().masked());
		byte[] bytes = wire.toByteArray();
		FrameDecoder decoder = new FrameDecoder(Role.SERVER, false);
		for (int i = 0; i < bytes.length; i += piece) {
			ByteBuf in = Unpooled.copiedBuffer(bytes, i, Math.min(piece, bytes.length - i));
			while (decoder.decode(in, this.sink)) {
				continue;
			}
		}
		assertThat(this.sink.frames).containsExactly("BINARY 300", "PING fin 1", "CONTINUATION fin 300");
		assertThat(this.sink.ended).isEqualTo(3);
		assertThat(this.sink.payload.size()).isEqualTo(601);
	}

	@Test
	void handsOnOnePieceOfPayloadAtATime() {
		ByteBuf in = Unpooled.copiedBuffer(Frame.text("a").masked(), Frame.text("b").masked());
		FrameDecoder decoder = new FrameDecoder(Role.SERVER, false);
		assertThat(decoder.decode(in, this.sink)).isTrue();
		assertThat(this.sink.payload.toString()).isEqualTo("a");
		assertThat(decoder.decode(in, this.sink)).isTrue();
		assertThat(decoder.decode(in, this.sink)).isFalse();
		assertThat(in.isReadable()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "8105, frame is not masked", "c180, reserved bit set", "a180, reserved bit set",
			"9180, reserved bit set", "8380, reserved opcode", "8b80, reserved opcode",
			"0980, fragmented control frame", "89fe, control frame over 125 bytes",
			"88ff, control frame over 125 bytes", "82fe007d, length not minimal",
			"82ff000000000000ffff, length not minimal", "82ff8000000000000000, negative length" })
	void closesWith1002OnWhatIsNoFrame(String hex, String reason) {
		assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> decode(HexFormat.of().parseHex(hex)))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(1002))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	@Test
	void aClientTakesWhatIsNotMaskedAndNothingElse() {
		FrameDecoder decoder = new FrameDecoder(Role.CLIENT, false);
		ByteBuf in = Unpooled.copiedBuffer(Frame.text("").unmasked(), Frame.binary(new byte[300]).unmasked());
		while (decoder.decode(in, this.sink)) {
			continue;
		}
		assertThat(this.sink.frames).containsExactly("TEXT fin 0", "BINARY fin 300");
		assertThat(this.sink.payload.toByteArray()).isEqualTo(new byte[300]);
		assertThat(this.sink.ended).isEqualTo(2);
		assertThatExceptionOfType(ProtocolViolation.class)
			.isThrownBy(() -> decoder.decode(Unpooled.copiedBuffer(Frame.text("a").masked()), this.sink))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(1002))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo("frame is masked"));
	}

	@Test
	void tellsADeclaredLengthBeforeAnyPayload() {
		decode(HexFormat.of().parseHex("82ff" + "0000010000000000" + "00000000"));
		assertThat(this.sink.frames).containsExactly("BINARY fin " + (1L << 40));
		assertThat(this.sink.ended).isZero();
	}

	@Test
	void takesRsv1OfDataFramesOnlyWithCompression() {
		FrameDecoder decoder = new FrameDecoder(Role.SERVER, true);
		decoder.decode(Unpooled.wrappedBuffer(Frame.text("").withFirstByte(0xC1).masked()), this.sink);
		assertThat(this.sink.frames).containsExactly("TEXT fin compressed 0");
		for (int firstByte : List.of(0xC0, 0xC9, 0xE1)) {
			assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> new FrameDecoder(Role.SERVER, true)
				.decode(Unpooled.wrappedBuffer(new byte[] { (byte) firstByte, (byte) 0x80 }), this.sink));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70 })
	void reservedBitsNeedAnExtension(int bits) {
		byte[] wire = Frame.text("").withFirstByte(0x81 | bits).masked();
		assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> decode(wire));
		if (bits != FrameHeader.RSV1) {
			assertThatExceptionOfType(ProtocolViolation.class)
				.isThrownBy(() -> new FrameDecoder(Role.SERVER, true).decode(Unpooled.wrappedBuffer(wire), this.sink));
		}
	}

	private void decode(byte[] bytes) {
		ByteBuf in = Unpooled.wrappedBuffer(ByteBuffer.wrap(bytes.clone()));
		FrameDecoder decoder = new FrameDecoder(Role.SERVER, false);
		while (decoder.decode(in, this.sink)) {
			continue;
		}
	}

	private static final class Recorder implements FrameDecoder.Sink {

		private final List<String> frames = new ArrayList<>();

		private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

		private int ended;

		@Override
		public void frame(Opcode opcode, boolean fin, boolean compressed, long length) {
			this.frames.add(opcode + (fin ? " fin" : "") + (compressed ? " compressed" : "") + " " + length);
		}

		@Override
		public void payload(ByteBuf bytes, boolean end) {
			this.payload.writeBytes(ByteBufUtil.getBytes(bytes));
			this.ended += end ? 1 : 0;
		}

	}

}

package dev.echocast.frame;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.echocast.support.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageAssemblerTests implements MessageAssembler.Sink, ControlFrames.Sink {

	private static final int MAX_SIZE = 100_000;

	private final List<Object> told = new ArrayList<>();

	private final MessageAssembler plain = new MessageAssembler(ByteBufAllocator.DEFAULT, MAX_SIZE, null, this, this);

	private final MessageAssembler inflating = new MessageAssembler(ByteBufAllocator.DEFAULT, MAX_SIZE,
			new MessageInflater(true), this, this);

	private final MessageDeflater peer = new MessageDeflater(true);

	@AfterEach
	void release() {
		this.plain.release();
		this.inflating.release();
		this.peer.release();
	}

	@ParameterizedTest
	@EnumSource
	void textSplitAnywhereIsTheSame(Role role) {
		String text = "κόσμε 😀 ".repeat(20);
		FrameDecoder decoder = new FrameDecoder(role, false);
		decode(decoder, wire(role, Frame.text("").notFinal()));
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			decode(decoder, wire(role, Frame.binary(b).notFinal().continuation()));
		}
		assertThat(this.told).isEmpty();
		decode(decoder, wire(role, Frame.text("").continuation()));
		assertThat(this.told).containsExactly(text);
	}

	@ParameterizedTest
	@EnumSource
	void messagesFollowEachOtherInPiecesOfAnySize(Role role) {
		ByteBuf all = Unpooled.buffer();
		for (Frame frame : List.of(Frame.text("a"), Frame.ping("p"), Frame.binary(new byte[300]), Frame.close())) {
			all.writeBytes(wire(role, frame));
		}
		byte[] wire = ByteBufUtil.getBytes(all);
		for (int piece = 1; piece <= wire.length; piece++) {
			this.told.clear();
			FrameDecoder decoder = new FrameDecoder(role, false);
			for (int from = 0; from < wire.length; from += piece) {
				decode(decoder, Arrays.copyOfRange(wire, from, Math.min(wire.length, from + piece)));
			}
			assertThat(this.told).containsExactly("a", "ping p", "binary 300", new CloseFrame(1005, ""));
		}
	}

	@ParameterizedTest
	@EnumSource
	void textThatCannotBecomeValidIsNoticedInsideAFrame(Role role) {
		byte[] wire = wire(role, Frame.binary("ab".getBytes(StandardCharsets.UTF_8)).withFirstByte(0x81));
		FrameDecoder decoder = new FrameDecoder(role, false);
		wire[wire.length - 2] ^= (byte) (0x80 ^ 0x20);
		byte[] allButTheEnd = Arrays.copyOf(wire, wire.length - 1);
		assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> decode(decoder, allButTheEnd))
			.satisfies((violation) -> assertThat(violation.code()).isEqualTo(1007));
	}

	@Test
	void textThatEndsInsideACharacterIsInvalid() {
		assertFails(this.plain, 1007, () -> frame(this.plain, Opcode.TEXT, true, false, 0xe2, 0x82));
	}

	@Test
	void fragmentsAddUpToTheLimit() {
		frame(this.plain, Opcode.BINARY, false, false, new byte[60_000]);
		assertFails(this.plain, 1009, () -> this.plain.frame(Opcode.CONTINUATION, true, false, 60_000));
	}

	@Test
	void fragmentsBelongToOneMessageAtATime() {
		assertFails(this.plain, 1002, () -> this.plain.frame(Opcode.CONTINUATION, true, false, 0));
		frame(this.plain, Opcode.TEXT, false, false);
		assertFails(this.plain, 1002, () -> this.plain.frame(Opcode.BINARY, true, false, 0));
	}

	@Test
	void compressedMessagesShareTheirContext() {
		byte[] first = compress("hello hello hello");
		byte[] second = compress("hello hello hello");
		assertThat(second).hasSizeLessThan(first.length);
		frame(this.inflating, Opcode.TEXT, true, true, first);
		frame(this.inflating, Opcode.TEXT, true, true, second);
		frame(this.inflating, Opcode.TEXT, true, false, 'p', 'l', 'a', 'i', 'n');
		assertThat(this.told).containsExactly("hello hello hello", "hello hello hello", "plain");
	}

	@Test
	void anEmptyMessageMayComeWithoutAnyBytes() {
		for (int i = 0; i < 2; i++) {
			frame(this.inflating, Opcode.TEXT, true, true);
			frame(this.inflating, Opcode.TEXT, false, true);
			frame(this.inflating, Opcode.CONTINUATION, true, false);
			frame(this.inflating, Opcode.TEXT, true, true, compress("next"));
			frame(this.inflating, Opcode.TEXT, true, true, compress(""));
		}
		assertThat(this.told).containsExactly("", "", "next", "", "", "", "next", "");
	}

	@Test
	void aBombIsStoppedAtTheLimit() {
		ByteBuf bomb = this.peer.deflate(ByteBufAllocator.DEFAULT, Unpooled.wrappedBuffer(new byte[50_000_000]));
		byte[] bytes = ByteBufUtil.getBytes(bomb);
		bomb.release();
		assertThat(bytes).hasSizeLessThan(MAX_SIZE);
		assertFails(this.inflating, 1009, () -> frame(this.inflating, Opcode.TEXT, true, true, bytes));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void corruptCompressionIsInvalid(boolean fin) {
		assertFails(this.inflating, 1007, () -> frame(this.inflating, Opcode.TEXT, fin, true, 0xff, 0xff, 0xff));
	}

	private void decode(FrameDecoder decoder, byte[] wire) {
		ByteBuf in = Unpooled.wrappedBuffer(wire);
		while (decoder.decode(in, this.plain)) {
			continue;
		}
	}

	private static byte[] wire(Role role, Frame frame) {
		return (role == Role.SERVER) ? frame.masked() : frame.unmasked();
	}

	private static void frame(MessageAssembler assembler, Opcode opcode, boolean fin, boolean compressed,
			int... payload) {
		byte[] bytes = new byte[payload.length];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) payload[i];
		}
		frame(assembler, opcode, fin, compressed, bytes);
	}

	private static void frame(MessageAssembler assembler, Opcode opcode, boolean fin, boolean compressed,
			byte[] payload) {
		assembler.frame(opcode, fin, compressed, payload.length);
		assembler.payload(Unpooled.wrappedBuffer(payload), true);
	}

	private byte[] compress(String text) {
		ByteBuf compressed = this.peer.deflate(ByteBufAllocator.DEFAULT,
				Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
		byte[] bytes = ByteBufUtil.getBytes(compressed);
		compressed.release();
		return bytes;
	}

	private static void assertFails(MessageAssembler assembler, int code, Runnable what) {
		assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(what::run)
			.satisfies((violation) -> assertThat(violation.code()).isEqualTo(code));
		assembler.release();
	}

	@Override
	public void message(boolean text, ByteBuf payload) {
		this.told.add(text ? payload.toString(StandardCharsets.UTF_8) : "binary " + payload.readableBytes());
		payload.release();
	}

	@Override
	public void assembling(int capacity) {
		assertThat(capacity).isNotNegative();
	}

	@Override
	public void ping(ByteBuf payload) {
		this.told.add("ping " + payload.toString(StandardCharsets.UTF_8));
	}

	@Override
	public void pong(ByteBuf payload) {
		this.told.add("pong " + payload.toString(StandardCharsets.UTF_8));
	}

	@Override
	public void peerClosed(CloseFrame close) {
		this.told.add(close);
	}

}

package dev.echocast.client;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageAssemblerTests {

	private static final int COMPRESSED = 0b100;

	private final Compression peer = new Compression(new Deflate(true, true));

	private final MessageAssembler assembler = new MessageAssembler(100_000, null);

	private final MessageAssembler inflating = new MessageAssembler(100_000, new Compression(new Deflate(true, true)));

	@Test
	void textSplitAnywhereIsTheSame() {
		String text = "κόσμε 😀 ".repeat(20);
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.assembler.add(new TextWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER));
		for (byte b : bytes) {
			assertThat(this.assembler.add(continuation(false, b))).isNull();
		}
		assertThat(this.assembler.add(continuation(true))).isEqualTo(Message.text(text));
	}

	@Test
	void messagesFollowEachOther() {
		assertThat(this.assembler.add(new TextWebSocketFrame("a"))).isEqualTo(Message.text("a"));
		assertThat(this.assembler.add(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] { 1 }))))
			.isEqualTo(Message.binary((byte) 1));
		assertThat(this.assembler.add(new TextWebSocketFrame("b"))).isEqualTo(Message.text("b"));
	}

	@Test
	void textThatCannotBecomeValidIsNoticedAtOnce() {
		this.assembler.add(text(false, 0, (byte) 0xf4));
		assertFails(this.assembler, continuation(false, (byte) 0x90), 1007);
	}

	@Test
	void textThatEndsInsideACharacterIsInvalid() {
		assertFails(this.assembler, text(true, 0, (byte) 0xe2, (byte) 0x82), 1007);
	}

	@Test
	void fragmentsAddUpToTheLimit() {
		this.assembler.add(new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[60_000])));
		assertFails(this.assembler, continuation(true, new byte[60_000]), 1009);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 7 })
	void reservedBitsNeedAnExtension(int bits) {
		assertFails(this.assembler, text(true, bits), 1002);
		if (bits != COMPRESSED) {
			assertFails(this.inflating, text(true, bits), 1002);
		}
	}

	@Test
	void onlyTheFirstFragmentIsMarkedCompressed() {
		this.inflating.add(text(false, COMPRESSED));
		assertFails(this.inflating,
				new ContinuationWebSocketFrame(true, COMPRESSED, Unpooled.wrappedBuffer(new byte[] { 1 })), 1002);
	}

	@Test
	void compressedMessagesShareTheirContext() {
		byte[] first = this.peer.compress("hello hello hello".getBytes(StandardCharsets.UTF_8));
		byte[] second = this.peer.compress("hello hello hello".getBytes(StandardCharsets.UTF_8));
		assertThat(second).hasSizeLessThan(first.length);
		assertThat(this.inflating.add(text(true, COMPRESSED, first))).isEqualTo(Message.text("hello hello hello"));
		assertThat(this.inflating.add(text(true, COMPRESSED, second))).isEqualTo(Message.text("hello hello hello"));
		assertThat(this.inflating.add(new TextWebSocketFrame("plain"))).isEqualTo(Message.text("plain"));
	}

	@Test
	void anEmptyMessageMayComeWithoutAnyBytes() {
		for (int i = 0; i < 2; i++) {
			byte[] next = this.peer.compress("next".getBytes(StandardCharsets.UTF_8));
			assertThat(this.inflating.add(text(true, COMPRESSED))).isEqualTo(Message.text(""));
			assertThat(this.inflating.add(text(false, COMPRESSED))).isNull();
			assertThat(this.inflating.add(continuation(true))).isEqualTo(Message.text(""));
			assertThat(this.inflating.add(text(true, COMPRESSED, next))).isEqualTo(Message.text("next"));
			byte[] empty = this.peer.compress(new byte[0]);
			assertThat(this.inflating.add(text(true, COMPRESSED, empty))).isEqualTo(Message.text(""));
		}
	}

	@Test
	void withoutTakeoverEveryMessageStandsAlone() {
		Compression forgetful = new Compression(new Deflate(false, false));
		byte[] first = forgetful.compress(new byte[1000]);
		assertThat(forgetful.compress(new byte[1000])).isEqualTo(first);
		MessageAssembler alone = new MessageAssembler(100_000, forgetful);
		for (int i = 0; i < 2; i++) {
			assertThat(alone.add(new BinaryWebSocketFrame(true, COMPRESSED, Unpooled.wrappedBuffer(first))))
				.isEqualTo(Message.binary(new byte[1000]));
		}
	}

	@Test
	void aBombIsStoppedAtTheLimit() {
		byte[] bomb = this.peer.compress(new byte[50_000_000]);
		assertThat(bomb).hasSizeLessThan(100_000);
		assertFails(this.inflating, text(true, COMPRESSED, bomb), 1009);
	}

	@Test
	void corruptCompressionIsInvalid() {
		assertFails(this.inflating, text(true, COMPRESSED, (byte) 0xff, (byte) 0xff, (byte) 0xff), 1007);
	}

	@Test
	void sizesAreThoseOnTheWire() {
		for (String text : new String[] { "", "a", "é", "€", "😀", "a\ud800", "\udc00b" }) {
			assertThat(Message.text(text).size()).isEqualTo(text.chars().anyMatch(c -> c == 0xd800 || c == 0xdc00) ? 4
					: text.getBytes(StandardCharsets.UTF_8).length);
		}
		assertThat(Message.binary(new byte[3]).size()).isEqualTo(3);
		assertThat(Message.binary(new byte[3])).hasToString("Binary[3 bytes]");
		assertThat(Message.binary((byte) 'a').asText()).isEqualTo("a");
	}

	private static void assertFails(MessageAssembler assembler, WebSocketFrame frame, int code) {
		assertThatExceptionOfType(CorruptedWebSocketFrameException.class).isThrownBy(() -> assembler.add(frame))
			.satisfies(corrupted -> assertThat(corrupted.closeStatus().code()).isEqualTo(code));
	}

	private static TextWebSocketFrame text(boolean last, int bits, byte... bytes) {
		return new TextWebSocketFrame(last, bits, Unpooled.wrappedBuffer(bytes));
	}

	private static ContinuationWebSocketFrame continuation(boolean last, byte... bytes) {
		return new ContinuationWebSocketFrame(last, 0, Unpooled.wrappedBuffer(bytes));
	}

}

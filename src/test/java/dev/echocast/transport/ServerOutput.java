package dev.echocast.transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import dev.echocast.support.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server has written, held against RFC 6455 byte for byte: frames unmasked, with
 * reserved bits as negotiated and minimal lengths, fragments in order, text in UTF-8, a
 * Close frame that may be sent, and nothing after it.
 */
final class ServerOutput {

	private final boolean compression;

	private final ByteBuf unparsed = Unpooled.buffer();

	private final List<Frame> messages = new ArrayList<>();

	private final ByteArrayOutputStream message = new ByteArrayOutputStream();

	/** The first byte of the message under way, or 0. */
	private int type;

	/** The code of the Close frame: 0 before it, 1005 when it has none. */
	private int closeCode;

	ServerOutput(boolean compression) {
		this.compression = compression;
	}

	/** The complete messages, in one frame each. */
	List<Frame> messages() {
		return this.messages;
	}

	int closeCode() {
		return this.closeCode;
	}

	boolean endsInsideAFrame() {
		return this.unparsed.isReadable();
	}

	void add(ByteBuf bytes) {
		this.unparsed.writeBytes(bytes);
		boolean whole = true;
		while (whole) {
			this.unparsed.markReaderIndex();
			whole = frame();
			if (!whole) {
				this.unparsed.resetReaderIndex();
			}
		}
		this.unparsed.discardReadBytes();
	}

	private boolean frame() {
		if (this.unparsed.readableBytes() < 2) {
			return false;
		}
		int first = this.unparsed.readUnsignedByte();
		int length = this.unparsed.readUnsignedByte();
		assertThat(length).as("masking bit and length").isLessThan(128);
		if (this.unparsed.readableBytes() < ((length == 127) ? 8 : (length == 126) ? 2 : 0)) {
			return false;
		}
		long size = switch (length) {
			case 126 -> this.unparsed.readUnsignedShort();
			case 127 -> this.unparsed.readLong();
			default -> length;
		};
		assertThat(size).as("minimal length").isGreaterThan((length == 127) ? 0xFFFF : (length == 126) ? 125 : -1);
		if (this.unparsed.readableBytes() < size) {
			return false;
		}
		frame(first, ByteBufUtil.getBytes(this.unparsed.readSlice((int) size)));
		return true;
	}

	private void frame(int first, byte[] payload) {
		assertThat(this.closeCode).as("close code before another frame").isZero();
		int opcode = first & 0x0F;
		assertThat(opcode).as("opcode").isIn(0, 1, 2, 8, 9, 10);
		if (opcode >= 8) {
			assertThat(first & 0xF0).as("FIN alone").isEqualTo(0x80);
			assertThat(payload.length).as("control frame").isLessThan(126);
			if (opcode == 8) {
				this.closeCode = closeCode(payload);
			}
			return;
		}
		assertThat(first & 0x30).as("reserved bits").isZero();
		assertThat((first & 0x40) == 0 || (this.compression && opcode != 0)).as("RSV1").isTrue();
		assertThat(opcode == 0).as("continuation").isEqualTo(this.type != 0);
		this.type = (opcode == 0) ? this.type : first;
		this.message.writeBytes(payload);
		if (first >= 0x80) {
			complete();
		}
	}

	/** Not with the code under test, which could be wrong in the same way. */
	private static int closeCode(byte[] payload) {
		if (payload.length == 0) {
			return 1005;
		}
		int code = ByteBuffer.wrap(payload).getShort();
		assertThat((code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999))
			.as("close code " + code)
			.isTrue();
		assertUtf8(Arrays.copyOfRange(payload, 2, payload.length));
		return code;
	}

	private static void assertUtf8(byte[] text) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
		}
		catch (CharacterCodingException ex) {
			throw new AssertionError("text is not UTF-8", ex);
		}
	}

	private void complete() {
		byte[] sent = this.message.toByteArray();
		byte[] payload = ((this.type & 0x40) != 0) ? inflate(sent) : sent;
		int opcode = this.type & 0x0F;
		if (opcode == 1) {
			assertUtf8(payload);
		}
		this.messages.add(new Frame(0x80 | opcode, payload));
		this.message.reset();
		this.type = 0;
	}

	private static byte[] inflate(byte[] compressed) {
		Inflater inflater = new Inflater(true);
		try {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			byte[] chunk = new byte[8192];
			for (byte[] input : new byte[][] { compressed, { 0, 0, -1, -1 } }) {
				inflater.setInput(input);
				for (int length = inflater.inflate(chunk); length > 0; length = inflater.inflate(chunk)) {
					out.write(chunk, 0, length);
				}
			}
			return out.toByteArray();
		}
		catch (DataFormatException ex) {
			throw new AssertionError("corrupt compression", ex);
		}
		finally {
			inflater.end();
		}
	}

}

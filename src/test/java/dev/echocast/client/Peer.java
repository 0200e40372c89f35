package dev.echocast.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * One connection seen from the fake server: bytes and frames, with nothing checked.
 */
public final class Peer {

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	private final List<String> requests;

	Peer(Socket socket, List<String> requests) throws IOException {
		this.socket = socket;
		this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
		this.out = socket.getOutputStream();
		this.requests = requests;
	}

	/** The request's head. */
	public String request() throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
			head.write(this.in.readUnsignedByte());
		}
		String text = head.toString(StandardCharsets.ISO_8859_1);
		this.requests.add(text);
		return text;
	}

	public Peer answer(String response) throws IOException {
		request();
		return raw((response + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
	}

	/** Completes the opening handshake, with further header lines if any. */
	public Peer upgrade(String... headers) throws IOException {
		return raw((switching(request()) + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
				+ "\r\n")
			.getBytes(StandardCharsets.ISO_8859_1));
	}

	public static String switching(String request) {
		String key = header(request, "Sec-WebSocket-Key");
		return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nServer: fake\r\n"
				+ "Sec-WebSocket-Accept: " + Handshake.accept(key) + "\r\n";
	}

	public static String header(String request, String name) {
		return request.lines()
			.filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
			.map(line -> line.substring(name.length() + 1).strip())
			.findFirst()
			.orElse("");
	}

	public Peer raw(byte... bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
		return this;
	}

	public Peer hex(String bytes) throws IOException {
		return raw(HexFormat.of().parseHex(bytes.replace(" ", "")));
	}

	public Peer frame(int firstByte, byte... payload) throws IOException {
		return raw(bytes(firstByte, payload));
	}

	public static byte[] bytes(int firstByte, byte... payload) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) firstByte);
		if (payload.length < 126) {
			frame.put((byte) payload.length);
		}
		else if (payload.length < 65536) {
			frame.put((byte) 126).putShort((short) payload.length);
		}
		else {
			frame.put((byte) 127).putLong(payload.length);
		}
		byte[] result = new byte[frame.put(payload).flip().remaining()];
		frame.get(result);
		return result;
	}

	public Peer text(String text) throws IOException {
		return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
	}

	public Peer close(int code, String reason) throws IOException {
		byte[] text = reason.getBytes(StandardCharsets.UTF_8);
		return frame(0x88, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
	}

	/** The next frame of any kind, unmasked. */
	public Frame read() throws IOException {
		int first = this.in.readUnsignedByte();
		int second = this.in.readUnsignedByte();
		int length = second & 0x7f;
		length = (length == 126) ? this.in.readUnsignedShort() : (length == 127) ? (int) this.in.readLong() : length;
		byte[] mask = this.in.readNBytes(4);
		byte[] payload = this.in.readNBytes(length);
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= mask[i & 3];
		}
		return new Frame(first, (second & 0x80) != 0, payload);
	}

	/** Echoes until the client closes, and completes the closing handshake. */
	public Peer echo() throws IOException {
		while (true) {
			Frame frame = read();
			frame((frame.opcode() == 9) ? 0x8a : frame.first(), frame.payload());
			if (frame.opcode() == 8) {
				return this;
			}
		}
	}

	/** Reads frames until the next that is no ping. */
	public Frame message() throws IOException {
		Frame frame = read();
		while (frame.opcode() == 9) {
			frame = read();
		}
		return frame;
	}

	/** The next bytes, whatever they mean. */
	public byte[] take(int count) throws IOException {
		return this.in.readNBytes(count);
	}

	/** Takes that many bytes, answering after the first few of them. */
	public void skip(int bytes, String answer, int after) throws IOException {
		this.in.readNBytes(after);
		hex(answer);
		this.in.readNBytes(bytes - after);
	}

	/** Takes what comes and answers nothing, until the client gives up. */
	public void swallow() throws IOException {
		byte[] piece = new byte[8192];
		while (this.in.read(piece) >= 0) {
			// On.
		}
	}

	/** Ends the connection with a TCP reset. */
	public void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	/** A frame as it came. */
	public record Frame(int first, boolean masked, byte[] payload) {

		public int opcode() {
			return this.first & 0xf;
		}

		public String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

		public int code() {
			return (this.payload.length < 2) ? 0 : ByteBuffer.wrap(this.payload).getShort() & 0xffff;
		}

	}

}

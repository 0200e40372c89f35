package dev.echocast.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer on a plain socket that can say anything, valid or not. Reads like the wire:
 * {@code send(text("hi")).expect(text("hi")).expectClose(1000)}.
 */
public final class Conversation implements AutoCloseable {

	private final Socket socket;

	private final OutputStream out;

	private final DataInputStream in;

	private boolean closeSent;

	private Conversation(Socket socket, int port, int receiveBuffer) throws IOException {
		this.socket = socket;
		if (receiveBuffer > 0) {
			this.socket.setReceiveBufferSize(receiveBuffer);
		}
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout((int) Timeouts.SOON.toMillis());
		if (!this.socket.isConnected()) {
			this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		}
		this.out = this.socket.getOutputStream();
		this.in = new DataInputStream(this.socket.getInputStream());
	}

	/** Connect without saying anything. */
	public static Conversation connect(int port) {
		return connect(port, 0);
	}

	public static Conversation connect(int port, int receiveBuffer) {
		try {
			return new Conversation(new Socket(), port, receiveBuffer);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Connect a socket of any kind, such as one for TLS. */
	public static Conversation connect(Socket socket, int port) {
		try {
			return new Conversation(socket, port, 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Connect and complete the opening handshake. */
	public static Conversation open(int port, String path, String... headers) {
		return connect(port).open(path, headers);
	}

	/** Complete the opening handshake. */
	public Conversation open(String path, String... headers) {
		assertThat(request("GET", path, headers).response()).startsWith("HTTP/1.1 101 ");
		return this;
	}

	/** Send an opening handshake. */
	public Conversation request(String method, String path, String... headers) {
		StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		return send(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
	}

	/** Read a response's head and, if it has a length, its body. */
	public String response() {
		try {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				head.write(this.in.readUnsignedByte());
			}
			String text = head.toString(StandardCharsets.ISO_8859_1);
			int length = text.lines()
				.filter((line) -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
				.mapToInt((line) -> Integer.parseInt(line.substring(15).strip()))
				.findFirst()
				.orElse(0);
			return text + new String(this.in.readNBytes(length), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Conversation send(Frame frame) {
		this.closeSent |= frame.firstByte() == 0x88;
		return send(frame.masked());
	}

	public Conversation send(byte[] bytes) {
		try {
			this.out.write(bytes);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Frame read() {
		try {
			return Frame.read(this.in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Conversation expect(Frame frame) {
		assertThat(read()).isEqualTo(frame);
		return this;
	}

	/** Read a Close frame with the code, and answer it. */
	public Conversation expectClose(int code) {
		return expectClose(code, read());
	}

	/** Read a Close frame with the code, whatever comes before it, and answer it. */
	public Conversation skipUntilClose(int code) {
		Frame frame = read();
		while (frame.firstByte() != 0x88) {
			frame = read();
		}
		return expectClose(code, frame);
	}

	private Conversation expectClose(int code, Frame frame) {
		assertThat(frame.firstByte()).as("opcode of " + frame).isEqualTo(0x88);
		assertThat(ByteBuffer.wrap(frame.payload()).getShort()).as("close code of " + frame).isEqualTo((short) code);
		return this.closeSent ? this : send(frame);
	}

	/** Read the end of the connection, orderly or not. */
	public void expectEnd() {
		try {
			assertThat(this.in.read()).as("end of the connection").isEqualTo(-1);
		}
		catch (SocketException reset) {
			// A reset ends it too.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Read the end of the connection, which is no reset. */
	public void expectOrderlyEnd() {
		try {
			assertThat(this.in.read()).as("end of the connection").isEqualTo(-1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Send the same again and again until the server takes no more. */
	public void sendUntilCut(byte[] bytes) {
		try {
			while (true) {
				this.out.write(bytes);
			}
		}
		catch (SocketException cut) {
			// As it must end.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Vanish: the server sees a reset. */
	public void reset() {
		try {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The bytes that come, for those who count them. */
	public InputStream input() {
		return this.in;
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (EOFException ex) {
			// Gone already.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}

package dev.echocast.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/**
 * Redis' protocol, as much as a test says in it.
 */
final class Resp {

	private Resp() {
	}

	static String command(Socket socket, String... words) throws IOException {
		ByteArrayOutputStream command = new ByteArrayOutputStream();
		command.write(bytes("*" + words.length + "\r\n"));
		for (String word : words) {
			byte[] bytes = bytes(word);
			command.write(bytes("$" + bytes.length + "\r\n"));
			command.write(bytes);
			command.write(bytes("\r\n"));
		}
		socket.getOutputStream().write(command.toByteArray());
		return reply(new DataInputStream(socket.getInputStream()));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String reply(DataInputStream in) throws IOException {
		char type = (char) in.readUnsignedByte();
		String line = line(in);
		return switch (type) {
			case '+', ':' -> line;
			case '$' -> bulk(in, Integer.parseInt(line));
			case '*' -> array(in, Integer.parseInt(line));
			default -> throw new IllegalStateException("Redis says " + line);
		};
	}

	private static String line(DataInputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = in.readUnsignedByte(); c != '\r'; c = in.readUnsignedByte()) {
			line.append((char) c);
		}
		in.readByte();
		return line.toString();
	}

	private static String bulk(DataInputStream in, int length) throws IOException {
		if (length < 0) {
			return "";
		}
		String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
		in.readNBytes(2);
		return text;
	}

	private static String array(DataInputStream in, int length) throws IOException {
		StringJoiner parts = new StringJoiner("\n");
		for (int i = 0; i < length; i++) {
			parts.add(reply(in));
		}
		return parts.toString();
	}

}

package dev.echocast.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages of data frames whose sequence was checked before: reserved bits, size
 * limit and UTF-8 (RFC 6455 sections 5.2 to 5.6 and 8.1).
 */
final class MessageAssembler {

	/** RSV1, which permessage-deflate sets on a message's first frame. */
	private static final int COMPRESSED = 0b100;

	private final int maxSize;

	private final @Nullable Compression compression;

	private final Utf8Text text = new Utf8Text();

	private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

	private boolean isText;

	private boolean isCompressed;

	private int size;

	MessageAssembler(int maxSize, @Nullable Compression compression) {
		this.maxSize = maxSize;
		this.compression = compression;
	}

	/**
	 * Reads a frame without releasing it.
	 * @return the message, if this was its last frame
	 * @throws CorruptedWebSocketFrameException with the close code to fail with
	 */
	@Nullable Message add(WebSocketFrame frame) {
		boolean first = !(frame instanceof ContinuationWebSocketFrame);
		if (first) {
			this.isText = frame instanceof TextWebSocketFrame;
			this.isCompressed = frame.rsv() == COMPRESSED && this.compression != null;
			this.size = 0;
		}
		if (frame.rsv() != ((first && this.isCompressed) ? COMPRESSED : 0)) {
			throw corrupted(WebSocketCloseStatus.PROTOCOL_ERROR, "reserved bits");
		}
		ByteBuffer payload = frame.content().nioBuffer();
		if (this.isCompressed) {
			decompress(payload, frame.isFinalFragment());
		}
		else {
			append(payload);
		}
		return frame.isFinalFragment() ? take() : null;
	}

	private void decompress(ByteBuffer payload, boolean last) {
		try {
			if (this.compression != null) {
				this.compression.decompress(payload, last, this::append);
			}
		}
		catch (DataFormatException ex) {
			throw corrupted(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "corrupt compressed data");
		}
	}

	private void append(ByteBuffer bytes) {
		this.size += bytes.remaining();
		if (this.size > this.maxSize) {
			throw corrupted(WebSocketCloseStatus.MESSAGE_TOO_BIG, "over " + this.maxSize + " bytes");
		}
		if (!this.isText) {
			byte[] copy = new byte[bytes.remaining()];
			bytes.get(copy);
			this.binary.writeBytes(copy);
		}
		else if (!this.text.append(bytes)) {
			throw invalidText();
		}
	}

	private Message take() {
		if (this.isText) {
			if (!this.text.isComplete()) {
				throw invalidText();
			}
			return Message.text(this.text.take());
		}
		byte[] bytes = this.binary.toByteArray();
		this.binary.reset();
		return Message.binary(bytes);
	}

	private static CorruptedWebSocketFrameException invalidText() {
		return corrupted(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "text that is not UTF-8");
	}

	private static CorruptedWebSocketFrameException corrupted(WebSocketCloseStatus status, String reason) {
		return new CorruptedWebSocketFrameException(status, reason);
	}

}

package dev.echocast.broadcast;

import java.util.concurrent.atomic.AtomicInteger;

import dev.echocast.engine.Message;
import dev.echocast.engine.Publication;
import dev.echocast.transport.EncodedMessage;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One publication on its way to the members of this node, encoded once in each form that
 * some member takes. It holds a reference of every form, which the last group that is
 * done gives back. Safe for use from any thread.
 */
final class Delivery {

	private final Publication publication;

	private final AtomicInteger groupsLeft;

	private final Runnable delivered;

	private final EncodedMessage plain;

	private @Nullable EncodedMessage compressed;

	/**
	 * Create a delivery.
	 * @param groups how many groups get it
	 * @param delivered run by the last of them
	 */
	Delivery(Publication publication, int groups, Runnable delivered) {
		this.publication = publication;
		this.groupsLeft = new AtomicInteger(groups);
		this.delivered = delivered;
		Message message = publication.message();
		this.plain = EncodedMessage.of(ByteBufAllocator.DEFAULT, message.text(), message.payload());
	}

	/**
	 * The form for a member, still this delivery's own.
	 */
	EncodedMessage message(boolean compressed) {
		return compressed ? compressed() : this.plain;
	}

	private synchronized EncodedMessage compressed() {
		EncodedMessage result = this.compressed;
		if (result == null) {
			Message message = this.publication.message();
			result = EncodedMessage.compressed(ByteBufAllocator.DEFAULT, message.text(), message.payload());
			this.compressed = result;
		}
		return result;
	}

	/** The length of the plain form. */
	int wireBytes() {
		return this.plain.wireBytes();
	}

	@Nullable String sender() {
		return this.publication.message().sender();
	}

	void groupDone() {
		if (this.groupsLeft.decrementAndGet() == 0) {
			release();
			this.delivered.run();
		}
	}

	private synchronized void release() {
		this.plain.release();
		if (this.compressed != null) {
			this.compressed.release();
		}
	}

}

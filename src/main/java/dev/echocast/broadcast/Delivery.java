package dev.echocast.broadcast;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.transport.EncodedMessage;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One publication on its way to the members of this node, encoded once in each form that
 * some member takes. It holds a reference of every form, which the last event loop that
 * is done gives back. Safe for use from any thread.
 */
final class Delivery implements EventLoopMembers.Mail {

	/** Smaller ones are under way too briefly to matter. */
	private static final int LARGE_BYTES = 4096;

	private final Publication publication;

	private final MemoryLedger ledger;

	private final @Nullable Welcome gap;

	private final AtomicInteger eventLoopsLeft;

	private final Runnable delivered;

	private final AtomicReferenceArray<@Nullable EncodedMessage> forms = new AtomicReferenceArray<>(WireForm.COUNT);

	/**
	 * Create a delivery.
	 * @param gap what members are told of what is lost before it, if something is
	 * @param eventLoops how many event loops get it
	 * @param ledger counts what it is encoded in
	 * @param delivered run by the last of them
	 */
	Delivery(Publication publication, @Nullable Welcome gap, int eventLoops, MemoryLedger ledger, Runnable delivered) {
		this.gap = gap;
		this.ledger = ledger;
		this.publication = publication;
		this.eventLoopsLeft = new AtomicInteger(eventLoops);
		this.delivered = delivered;
	}

	/**
	 * The form for a member, still this delivery's own.
	 */
	EncodedMessage message(WireForm form) {
		EncodedMessage message = this.forms.get(form.index());
		return (message != null) ? message : encode(form);
	}

	private synchronized EncodedMessage encode(WireForm form) {
		EncodedMessage message = this.forms.get(form.index());
		if (message == null) {
			message = form.encode(this.publication);
			this.forms.set(form.index(), message);
			if (message.wireBytes() >= LARGE_BYTES) {
				this.ledger.hold(message.shared());
			}
		}
		return message;
	}

	@Nullable Welcome gap() {
		return this.gap;
	}

	int payloadBytes() {
		return this.publication.message().payload().length;
	}

	@Nullable String sender() {
		return this.publication.message().sender();
	}

	Position position() {
		return this.publication.position();
	}

	void eventLoopDone() {
		if (this.eventLoopsLeft.decrementAndGet() == 0) {
			try {
				for (int i = 0; i < WireForm.COUNT; i++) {
					release(this.forms.get(i));
				}
			}
			finally {
				this.delivered.run();
			}
		}
	}

	private void release(@Nullable EncodedMessage message) {
		if (message != null && message.wireBytes() >= LARGE_BYTES) {
			this.ledger.drop(message.shared());
		}
		ReferenceCountUtil.release(message);
	}

}

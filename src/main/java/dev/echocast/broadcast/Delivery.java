package dev.echocast.broadcast;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.transport.EncodedMessage;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One publication on its way to the members of this node, encoded once in each form that
 * some member takes. It holds a reference of every form, which the last group that is
 * done gives back. Safe for use from any thread.
 */
final class Delivery implements LoopMembers.Mail {

	private final Publication publication;

	private final @Nullable Welcome gap;

	private final AtomicInteger groupsLeft;

	private final Runnable delivered;

	private final AtomicReferenceArray<@Nullable EncodedMessage> forms = new AtomicReferenceArray<>(WireForm.COUNT);

	/**
	 * Create a delivery.
	 * @param gap what members are told of what is lost before it, if something is
	 * @param groups how many groups get it
	 * @param delivered run by the last of them
	 */
	Delivery(Publication publication, @Nullable Welcome gap, int groups, Runnable delivered) {
		this.gap = gap;
		this.publication = publication;
		this.groupsLeft = new AtomicInteger(groups);
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

	void groupDone() {
		if (this.groupsLeft.decrementAndGet() == 0) {
			try {
				for (int i = 0; i < WireForm.COUNT; i++) {
					ReferenceCountUtil.release(this.forms.get(i));
				}
			}
			finally {
				this.delivered.run();
			}
		}
	}

}

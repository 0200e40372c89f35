package dev.echocast.conformance.libraries;

import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.echocast.support.Timeouts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a library tells of one connection, in order.
 */
final class Inbox {

	sealed interface Event {

	}

	record Text(String text) implements Event {

	}

	record Binary(ByteBuffer bytes) implements Event {

	}

	record Pong(ByteBuffer payload) implements Event {

	}

	record Closed(int code, String reason) implements Event {

	}

	record Failed(Throwable cause) implements Event {

	}

	private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

	void text(String text) {
		this.events.add(new Text(text));
	}

	void binary(byte[] bytes) {
		this.events.add(new Binary(ByteBuffer.wrap(bytes)));
	}

	/** Takes a copy. */
	void binary(ByteBuffer bytes) {
		binary(copy(bytes));
	}

	void pong(byte[] payload) {
		this.events.add(new Pong(ByteBuffer.wrap(payload)));
	}

	/** Takes a copy. */
	void pong(ByteBuffer payload) {
		pong(copy(payload));
	}

	void closed(int code, String reason) {
		this.events.add(new Closed(code, (reason != null) ? reason : ""));
	}

	void failed(Throwable cause) {
		this.events.add(new Failed(cause));
	}

	void expect(Event event) throws InterruptedException {
		Event next = next();
		if (!next.equals(event)) {
			assertThat(brief(next)).isEqualTo(brief(event));
			assertThat(next).isEqualTo(event);
		}
	}

	Closed expectClosed() throws InterruptedException {
		Event next = next();
		assertThat(next).isInstanceOf(Closed.class);
		return (Closed) next;
	}

	String expectText() throws InterruptedException {
		Event next = next();
		assertThat(next).isInstanceOf(Text.class);
		return ((Text) next).text();
	}

	private Event next() throws InterruptedException {
		Event next = this.events.poll(Timeouts.SOON.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(next).as("what the library tells").isNotNull();
		return next;
	}

	private static String brief(Event event) {
		String text = event.toString();
		return (text.length() > 200) ? text.substring(0, 200) + "… of " + text.length() : text;
	}

	private static byte[] copy(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return bytes;
	}

}

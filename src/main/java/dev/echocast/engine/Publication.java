package dev.echocast.engine;

import java.time.Instant;
import java.util.Objects;

import dev.echocast.memory.SharedBytes;
import org.jspecify.annotations.Nullable;

/**
 * A message that has its place in a topic. Immutable.
 */
public final class Publication {

	/** What it takes beside its payload, objects and references. */
	static final int OBJECT_BYTES = 256;

	private final Message message;

	private final Position position;

	private final Instant time;

	private final SharedBytes shared;

	/**
	 * Create a publication.
	 * @param message what was published
	 * @param position its place
	 * @param time when it got the place
	 */
	public Publication(Message message, Position position, Instant time) {
		this.message = message;
		this.position = position;
		this.time = time;
		int user = (message.user() != null) ? message.user().length() : 0;
		this.shared = new SharedBytes(OBJECT_BYTES + user + message.payload().length);
	}

	public Message message() {
		return this.message;
	}

	public Position position() {
		return this.position;
	}

	public Instant time() {
		return this.time;
	}

	/**
	 * The memory it takes, for those who hold it longer than a topic keeps it.
	 */
	public SharedBytes shared() {
		return this.shared;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Publication that && this.position.equals(that.position)
				&& this.message.equals(that.message) && this.time.equals(that.time);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.position, this.message);
	}

	@Override
	public String toString() {
		return "Publication[" + this.position + "]";
	}

}

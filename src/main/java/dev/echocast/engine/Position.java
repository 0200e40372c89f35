package dev.echocast.engine;

/**
 * The place of a publication in its topic. Offsets rise by one within an epoch; a new
 * epoch says that the count began again and that positions of others mean nothing in it.
 *
 * @param epoch a random name of the count
 * @param offset 1 for the first publication
 */
public record Position(String epoch, long offset) {

	/**
	 * Read what {@link #toString} wrote.
	 * @throws IllegalArgumentException when it has not the form {@code epoch:offset}
	 */
	public static Position parse(String text) {
		if (!text.matches("[A-Za-z0-9_-]{1,64}:[0-9]{1,18}")) {
			throw new IllegalArgumentException("a position has the form <epoch>:<offset>");
		}
		int colon = text.indexOf(':');
		return new Position(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
	}

	/**
	 * Whether the other is in the same epoch and not after this.
	 */
	public boolean reaches(Position other) {
		return this.epoch.equals(other.epoch) && other.offset <= this.offset;
	}

	/**
	 * Whether this is the next after another.
	 */
	public boolean follows(Position before) {
		return this.epoch.equals(before.epoch) && this.offset == before.offset + 1;
	}

	@Override
	public String toString() {
		return this.epoch + ":" + this.offset;
	}

}

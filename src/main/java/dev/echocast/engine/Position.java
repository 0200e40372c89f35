package dev.echocast.engine;

/**
 * The place of a publication in its topic. Offsets rise by one within an epoch; a new
 * epoch says that the count began again and that positions of others mean nothing in it.
 *
 * @param epoch a random name of the count
 * @param offset 1 for the first publication
 */
public record Position(String epoch, long offset) {

	@Override
	public String toString() {
		return this.epoch + ":" + this.offset;
	}

}

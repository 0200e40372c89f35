package dev.echocast.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of what is kept of a topic at one moment.
 *
 * @param position of the latest publication, offset 0 before the first
 * @param publications those asked for, oldest first
 * @param complete whether nothing is missing between the position asked for and the first
 * of them
 */
public record History(Position position, List<Publication> publications, boolean complete) {

	/**
	 * The position of the last publication of this page; {@code null} when it is empty.
	 */
	public @Nullable Position last() {
		return this.publications.isEmpty() ? null : this.publications.get(this.publications.size() - 1).position();
	}

}

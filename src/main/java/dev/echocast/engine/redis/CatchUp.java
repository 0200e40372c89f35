package dev.echocast.engine.redis;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Reads from the stream of a topic what announcements lack, one page at a time. Confined
 * to whoever does the topic's work.
 */
final class CatchUp {

	private final Function<TimedPosition, CompletionStage<@Nullable Page>> reader;

	private final Sequence sequence;

	private final TopicHealth health;

	private final Executor work;

	private final Consumer<Throwable> failed;

	private boolean reading;

	/** Whether reading is worth while, which a failure says it is not for now. */
	private boolean readable;

	/**
	 * Create it; it does not read yet.
	 * @param reader reads a page after a position
	 * @param work does a task as a part of the topic's work
	 * @param failed told, as a part of that work, when a page could not be read
	 */
	CatchUp(Function<TimedPosition, CompletionStage<@Nullable Page>> reader, Sequence sequence, TopicHealth health,
			Executor work, Consumer<Throwable> failed) {
		this.reader = reader;
		this.sequence = sequence;
		this.health = health;
		this.work = work;
		this.failed = failed;
	}

	/**
	 * Read from now on when something is missing; again after a failure.
	 */
	void begin() {
		this.readable = true;
	}

	/**
	 * Begin to read a page if something is missing and none is being read.
	 */
	void readIfBehind() {
		TimedPosition seen = this.sequence.seen();
		if (seen == null || !this.sequence.isBehind() || this.reading || !this.readable) {
			return;
		}
		CompletionStage<@Nullable Page> read = this.reader.apply(seen);
		this.reading = true;
		// After a failure it is not, until the server is heard of again.
		this.readable = false;
		read.whenComplete((page, failure) -> this.work.execute(() -> done(page, failure)));
	}

	private void done(@Nullable Page page, @Nullable Throwable failure) {
		this.reading = false;
		if (failure != null) {
			this.failed.accept(failure);
		}
		else if (page != null) {
			this.sequence.read(page);
			this.health.well(TopicHealth.Part.STREAM);
			this.readable = true;
		}
	}

}

package dev.echocast.engine.redis;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import dev.echocast.engine.Backlog;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Followers;
import dev.echocast.engine.History;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.engine.Room;
import dev.echocast.engine.WorkLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Mono;

/**
 * A topic that this node follows. Announcements are passed on as they come; what they
 * lack, and what there was no room for, is read from the stream.
 *
 * <p>
 * Called from any thread; whoever finds the topic idle does the work of all.
 */
final class RedisTopic {

	private final String name;

	/** With what was announced and is not yet in the sequence. */
	private final Held held;

	private final Sequence sequence;

	private final CatchUp catchUp;

	private final TopicHealth health;

	private final WorkLoop work;

	private final Followers followers;

	private final RecentPublications recent;

	private final WaitingPublishers publishers;

	private volatile boolean subscribed;

	private @Nullable CompletableFuture<?> finding;

	/**
	 * Create a topic that knows nothing yet.
	 * @param reader reads a page after a place
	 * @param waiting where publishers of this node wait
	 * @param room for what all topics hold
	 * @param gap told whenever something is lost
	 */
	RedisTopic(String name, RecentPublications recent,
			BiFunction<String, TimedPosition, CompletionStage<@Nullable Page>> reader, Backlog<Runnable> waiting,
			Room room, Runnable gap) {
		this.name = name;
		this.health = new TopicHealth(name);
		this.work = new WorkLoop("topic " + name, this::step);
		this.held = new Held(room);
		this.followers = new Followers(this.work::wake);
		this.publishers = new WaitingPublishers(name, waiting, this::takesMore);
		this.recent = recent;
		this.sequence = new Sequence(this.held, gap);
		this.catchUp = new CatchUp((seen) -> reader.apply(name, seen), this.sequence, this.health, this::run,
				(failure) -> failed(TopicHealth.Part.STREAM, failure));
	}

	String name() {
		return this.name;
	}

	void follow(Subscriber<? super Publication> subscriber, Runnable left) {
		this.followers.add(subscriber, left);
	}

	boolean isFollowed() {
		return !this.followers.isEmpty();
	}

	/**
	 * Whether it can be used.
	 */
	TopicHealth health() {
		return this.health;
	}

	/**
	 * This node's publishers, which go at the pace of its followers.
	 */
	WaitingPublishers publishers() {
		return this.publishers;
	}

	/**
	 * The latest that was seen; {@code null} until the topic was first touched.
	 */
	@Nullable TimedPosition seen() {
		return this.sequence.seen();
	}

	/**
	 * Ask where the topic is, unless that is being asked already; again if it failed.
	 * @param touch asks, and tells {@link #touched} before it completes
	 */
	synchronized CompletableFuture<?> find(Supplier<CompletionStage<?>> touch) {
		CompletableFuture<?> finding = this.finding;
		if (finding == null || finding.isCompletedExceptionally()) {
			finding = touch.get().toCompletableFuture();
			this.finding = finding;
		}
		return finding;
	}

	boolean isSubscribed() {
		return this.subscribed;
	}

	/**
	 * Announcements come from now on.
	 */
	void subscribed() {
		this.subscribed = true;
		run(this.sequence::interrupted);
	}

	/**
	 * Announcements come no more, until they are subscribed to again.
	 */
	void unsubscribed() {
		this.subscribed = false;
	}

	/**
	 * The server told where the topic is.
	 * @param time the present, by which old messages are forgotten
	 */
	void touched(TimedPosition now, Instant time) {
		run(() -> {
			this.catchUp.begin();
			this.health.well(TopicHealth.Part.STATE);
			this.sequence.touched(now);
			this.recent.touched(now.position(), time);
		});
	}

	/**
	 * A touch failed. If that lasts, followers are told by an error.
	 */
	void untouched(Throwable failure) {
		run(() -> failed(TopicHealth.Part.STATE, failure));
	}

	private void failed(TopicHealth.Part part, Throwable failure) {
		if (this.health.failed(part, failure)) {
			this.followers.fail(new EngineUnavailableException(String.valueOf(this.health.trouble()), null));
		}
	}

	/**
	 * A publication was announced.
	 */
	void announced(Publication publication) {
		if (!this.held.hasRoom() && !isStarved()) {
			run(this.sequence::interrupted);
			return;
		}
		this.held.add(publication);
		run(() -> {
			this.held.remove(publication);
			this.sequence.announced(publication);
		});
	}

	private void run(Runnable task) {
		this.work.execute(() -> {
			try {
				task.run();
			}
			catch (Throwable failure) {
				// What the task was about is read from the stream.
				this.sequence.interrupted();
				throw failure;
			}
		});
	}

	private boolean step() {
		if (emitNext()) {
			return true;
		}
		// With demand there was nothing to emit: what comes next is not held, even if
		// more is.
		if (!this.held.isBusy() || this.followers.haveDemand()) {
			this.catchUp.readIfBehind();
		}
		this.publishers.release();
		return false;
	}

	private boolean takesMore() {
		return !this.held.isBusy() || isStarved();
	}

	/**
	 * Whether the followers wait for what would not be held long: a node that has no room
	 * left passes that on all the same, or a topic would stand still.
	 */
	private boolean isStarved() {
		return this.held.messages() == 0 && this.followers.haveDemand();
	}

	private boolean emitNext() {
		Publication publication = this.followers.haveDemand() ? this.sequence.poll() : null;
		if (publication != null) {
			try {
				this.recent.emitted(publication);
			}
			finally {
				this.followers.next(publication);
			}
		}
		return publication != null;
	}

	/**
	 * What came after a position, if this node has seen it all.
	 */
	Mono<History> since(Position position, int limit) {
		return Mono.create((result) -> run(() -> result.success(this.recent.since(position, limit))));
	}

	/**
	 * A publish of this node has its place; who reads afterwards gets it.
	 */
	void acknowledged(Position position) {
		this.recent.acknowledged(position);
	}

}

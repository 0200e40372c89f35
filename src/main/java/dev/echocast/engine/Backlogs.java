package dev.echocast.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The backlogs of all topics of this node. Together they have a bound in messages and in
 * bytes, so that publishers who wait for followers cannot use up the heap; a topic may
 * take half of it. Safe for use from any thread.
 */
public final class Backlogs {

	private final Room room;

	private final Counter topicFull;

	private final Counter nodeFull;

	/**
	 * Create them for this Java virtual machine: they may take an eighth of its heap.
	 */
	public Backlogs(MeterRegistry meters) {
		this(Room.ofNode(), meters);
	}

	Backlogs(Room room, MeterRegistry meters) {
		this.room = room;
		Gauge.builder("echocast.publishes.waiting", room, Room::messages)
			.description("Messages that wait until the followers of their topics take more")
			.register(meters);
		Gauge.builder("echocast.publishes.waiting.bytes", room, Room::bytes)
			.description("The bytes of those messages and of what holds them")
			.baseUnit("bytes")
			.register(meters);
		this.topicFull = refused("topic", meters);
		this.nodeFull = refused("node", meters);
	}

	private static Counter refused(String reason, MeterRegistry meters) {
		return Counter.builder("echocast.publishes.refused")
			.description("Publishes refused because too much waits, in their topic or on this node")
			.tag("reason", reason)
			.register(meters);
	}

	/**
	 * The backlog of a topic, which is empty.
	 * @param <T> what waits: a publish
	 */
	public <T> Backlog<T> open(String topic) {
		return new Backlog<>(topic, this.room.half(), this);
	}

	/** What all have together. */
	Room room() {
		return this.room;
	}

	PublishRejectedException full(String topic) {
		this.topicFull.increment();
		return new PublishRejectedException("too many messages wait for topic " + topic);
	}

	PublishRejectedException full() {
		this.nodeFull.increment();
		return new PublishRejectedException("too many messages wait on this node");
	}

}

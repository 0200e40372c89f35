package dev.echocast.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import reactor.core.publisher.MonoSink;

/**
 * Publications that await the server's answer, which comes on the connection that each
 * was written to or not at all. Connections are numbered from 1. Thread-safe: the writing
 * tells from the event loop, the answers from wherever events are taken, which may be
 * much later.
 */
final class Answers {

	/** Whether it will be, the writing itself tells. */
	private static final int NOT_WRITTEN = Integer.MAX_VALUE;

	private final Map<String, Publication> awaited = new HashMap<>();

	private long ids;

	synchronized String expect(MonoSink<String> sink) {
		String id = Long.toString(++this.ids);
		this.awaited.put(id, new Publication(sink, NOT_WRITTEN));
		return id;
	}

	synchronized void written(String id, int connection) {
		this.awaited.computeIfPresent(id, (same, publication) -> new Publication(publication.sink(), connection));
	}

	void forget(String id) {
		answer(id, sink -> {
		});
	}

	void answer(String id, Consumer<MonoSink<String>> answer) {
		Publication publication;
		synchronized (this) {
			publication = this.awaited.remove(id);
		}
		if (publication != null) {
			answer.accept(publication.sink());
		}
	}

	/** A connection has ended, and all that it brought was taken. */
	void lose(int connection) {
		lose(publication -> publication.connection() <= connection);
	}

	/** No answer will be seen any more. */
	void loseAll() {
		lose(publication -> true);
	}

	private void lose(Predicate<Publication> which) {
		List<Publication> lost;
		synchronized (this) {
			lost = this.awaited.values().stream().filter(which).toList();
			this.awaited.values().removeAll(lost);
		}
		lost.forEach(publication -> publication.sink().error(Failures.lost("the connection ended before the answer")));
	}

	private record Publication(MonoSink<String> sink, int connection) {
	}

}

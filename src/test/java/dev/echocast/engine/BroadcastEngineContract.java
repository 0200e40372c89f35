package dev.echocast.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static dev.echocast.support.Timeouts.SOON;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every engine does.
 */
public interface BroadcastEngineContract extends PublishOnceContract {

	static Message message(String topic, String text) {
		return new Message(topic, "sender", null, true, text.getBytes());
	}

	private static String text(Publication publication) {
		return new String(publication.message().payload());
	}

	@Test
	default void followersGetWhatIsPublishedFromThenOn() {
		engine().publish(message("t", "before")).block(SOON);
		StepVerifier.create(engine().publications("t").take(2).map(BroadcastEngineContract::text))
			.then(() -> engine().publish(message("t", "1"))
				.then(engine().publish(message("other", "elsewhere")))
				.then(engine().publish(message("t", "2")))
				.block(SOON))
			.expectNext("1", "2")
			.expectComplete()
			.verify(SOON);
	}

	@Test
	default void offsetsRiseByOneInOneEpoch() {
		List<Publication> publications = new ArrayList<>();
		Disposable follower = engine().publications("t").subscribe(publications::add);
		for (int i = 0; i < 5; i++) {
			Position position = engine().publish(message("t", "m")).block(SOON);
			assertThat(position.offset()).isEqualTo(i + 1);
		}
		org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(publications).hasSize(5));
		assertThat(publications).extracting((it) -> it.position().offset()).containsExactly(1L, 2L, 3L, 4L, 5L);
		assertThat(publications).extracting((it) -> it.position().epoch())
			.containsOnly(publications.get(0).position().epoch());
		assertThat(publications).extracting(Publication::time).doesNotContainNull();
		follower.dispose();
	}

	@Test
	default void allFollowersSeeTheSameOrderWhoeverPublishes() throws Exception {
		int publishers = 4;
		int each = 500;
		CountDownLatch seen = new CountDownLatch(2 * publishers * each);
		List<Publication> first = Collections.synchronizedList(new ArrayList<>());
		List<Publication> second = Collections.synchronizedList(new ArrayList<>());
		for (List<Publication> list : List.of(first, second)) {
			engine().publications("t").subscribe((publication) -> {
				list.add(publication);
				seen.countDown();
			});
		}
		Flux.range(0, publishers)
			.flatMap((p) -> Flux.range(0, each)
				.concatMap((i) -> engine().publish(message("t", p + "/" + i)))
				.subscribeOn(Schedulers.boundedElastic()))
			.blockLast(SOON);
		assertThat(seen.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(first).extracting((it) -> it.position().offset())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, publishers * each).mapToObj(Long::valueOf).toList());
		assertThat(first).extracting(BroadcastEngineContract::text)
			.containsExactlyElementsOf(second.stream().map(BroadcastEngineContract::text).toList());
		Set<String> texts = new HashSet<>();
		first.forEach((publication) -> texts.add(text(publication)));
		assertThat(texts).hasSize(publishers * each);
	}

	@Test
	default void followersWithoutDemandHoldPublishersBack() {
		StepVerifier.create(engine().publications("t").map(BroadcastEngineContract::text), 1)
			.then(() -> engine().publish(message("t", "1")).block(SOON))
			.expectNext("1")
			.then(() -> engine().publish(message("t", "2")).subscribe())
			.expectNoEvent(Duration.ofMillis(100))
			.thenRequest(1)
			.expectNext("2")
			.thenCancel()
			.verify(SOON);
	}

	@Test
	default void aFollowerThatLeavesHoldsNobodyBack() {
		Disposable stuck = engine().publications("t").subscribeWith(new reactor.core.publisher.BaseSubscriber<>() {
			@Override
			protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
				// Never requests.
			}
		});
		StepVerifier.create(engine().publish(message("t", "1")))
			.then(stuck::dispose)
			.expectNextCount(1)
			.expectComplete()
			.verify(SOON);
	}

	@Test
	default void tellsWhoPublished() {
		Message message = new Message("t", "session", "ad\u00e4", true, "hi".getBytes());
		StepVerifier.create(engine().publications("t").take(1))
			.then(() -> engine().publish(message).block(SOON))
			.assertNext((live) -> assertThat(live.message()).usingRecursiveComparison().isEqualTo(message))
			.expectComplete()
			.verify(SOON);
		assertThat(read(null, 1).publications().get(0).message()).usingRecursiveComparison().isEqualTo(message);
	}

	@Test
	default void knowsThePositionOfATopic() {
		Disposable follower = engine().publications("t").subscribe();
		Position position = engine().publish(message("t", "1")).block(SOON);
		assertThat(engine().history("t", null, 0).block(SOON)).isEqualTo(new History(position, List.of(), true));
		follower.dispose();
	}

	@Test
	default void knowsNothingOfATopicThatIsNotThere() {
		assertThat(engine().history("nowhere", null, 10).block(SOON)).isNull();
	}

	@Test
	default void publishesABatchWithoutAnythingInBetween() {
		List<Publication> publications = Collections.synchronizedList(new ArrayList<>());
		Disposable follower = engine().publications("t").subscribe(publications::add);
		// No more at once than any engine under test lets wait: 50 messages.
		Flux.range(0, 40)
			.flatMap((i) -> engine().publish(List.of(message("t", "a"), message("t", "b"), message("t", "c")), null)
				.subscribeOn(Schedulers.boundedElastic()), 16)
			.doOnNext((last) -> assertThat(last.position().offset() % 3).isZero())
			.blockLast(SOON);
		org.awaitility.Awaitility.await().until(() -> publications.size() == 120);
		for (int i = 0; i < 120; i++) {
			assertThat(text(publications.get(i))).isEqualTo(List.of("a", "b", "c").get(i % 3));
		}
		follower.dispose();
	}

	@Test
	default void keepsTheLatestWhetherSomebodyFollowsOrNot() {
		List<Position> positions = publish(5);
		assertThat(read(null, 2).publications()).extracting(BroadcastEngineContract::text).containsExactly("4", "5");
		assertThat(read(null, 100).publications()).extracting(BroadcastEngineContract::text)
			.containsExactly("1", "2", "3", "4", "5");
		History page = read(positions.get(1), 2);
		assertThat(page.publications()).extracting(BroadcastEngineContract::text).containsExactly("3", "4");
		assertThat(page.position()).isEqualTo(positions.get(4));
		assertThat(page.complete()).isTrue();
		assertThat(read(positions.get(4), 100)).isEqualTo(new History(positions.get(4), List.of(), true));
	}

	@Test
	default void tellsWhenSomethingIsMissing() {
		Position last = publish(historySize() + 5).get(historySize() + 4);
		History all = read(null, Integer.MAX_VALUE);
		assertThat(all.publications()).hasSize(historySize());
		assertSame(read(new Position(last.epoch(), 5), Integer.MAX_VALUE), all);
		for (Position lost : List.of(new Position(last.epoch(), 4), new Position("another", last.offset()),
				new Position(last.epoch(), last.offset() + 1))) {
			assertSame(read(lost, Integer.MAX_VALUE), new History(last, all.publications(), false));
		}
	}

	private static void assertSame(History history, History expected) {
		assertThat(history).usingRecursiveComparison().isEqualTo(expected);
	}

	@Test
	default void whoFollowsFirstAndThenReadsMissesNothing() {
		Disposable publishing = Flux.<Integer>generate((sink) -> sink.next(1))
			.concatMap((i) -> engine().publish(message("t", "m")).publishOn(Schedulers.single()))
			.subscribeOn(Schedulers.single())
			.subscribe();
		try {
			for (int i = 0; i < 50; i++) {
				List<Publication> live = Collections.synchronizedList(new ArrayList<>());
				Disposable follower = engine().publications("t").subscribe(live::add);
				Position read = read(null, 0).position();
				org.awaitility.Awaitility.await().until(() -> !live.isEmpty());
				assertThat(live.get(0).position().offset()).isLessThanOrEqualTo(read.offset() + 1);
				follower.dispose();
			}
		}
		finally {
			publishing.dispose();
		}
	}

	/** How many publications the engine under test keeps of a topic. */
	int historySize();

	private List<Position> publish(int count) {
		return Flux.range(1, count)
			.concatMap((i) -> engine().publish(message("t", Integer.toString(i))))
			.collectList()
			.block(SOON);
	}

	private History read(Position since, int limit) {
		return engine().history("t", since, limit).block(SOON);
	}

}

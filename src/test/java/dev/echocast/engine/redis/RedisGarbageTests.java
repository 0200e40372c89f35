package dev.echocast.engine.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.echocast.engine.BroadcastEngineContract;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.PublishRejectedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * What nodes make of what somebody else left in their Redis.
 */
class RedisGarbageTests extends TwoEngines {

	@Test
	void whatSomebodyElseAnnouncesIsIgnored() {
		List<String> garbage = List.of("", "m", "p", "x", "mfoo\n", "me:5", "me:5:1\n", "me:5:1\nt", "p1 2",
				"pn x - 0 - - - 0 - -", "pn 1 a 0 - bnVsbA== - 0 - -", "m::\n\n\n\n", "pa b c d e f");
		for (String message : garbage) {
			redis.server().command("PUBLISH", "test:{t}:channel", message);
		}
		String canary = redis.server().command("PUBSUB", "CHANNELS", "test:canary:*").split("\n")[0];
		redis.server().command("PUBLISH", canary, "");
		publish(this.other, "1");
		awaitTexts("1");
		await().until(() -> this.meters.get("echocast.engine.garbage").counter().count() >= garbage.size());
		assertThat(gaps()).isZero();
	}

	@Test
	void aTopicWhoseKeysHaveAnotherTypeCostsItselfAlone() {
		CopyOnWriteArrayList<Throwable> told = new CopyOnWriteArrayList<>();
		redis.server().command("SET", "test:{u}:state", "a text");
		this.node.publications("u").subscribe((publication) -> {
		}, told::add);
		awaitLooks(() -> assertThat(told).isNotEmpty());
		assertThat(told.get(0)).isInstanceOf(EngineUnavailableException.class);
		await().until(() -> this.node.trouble() == null);
		publish(this.node, "1");
		awaitTexts("1");
		redis.server().command("DEL", "test:{u}:state");
		assertThat(this.node.publish(BroadcastEngineContract.message("u", "1")).block()).isNotNull();
	}

	@Test
	void aTopicIsRefusedWhileItsKeysAreGarbageAndTakenUpAgainAfterwards() {
		CopyOnWriteArrayList<Throwable> told = new CopyOnWriteArrayList<>();
		redis.server().command("HSET", "test:{u}:members", "somebody", "garbage");
		this.node.publications("u").subscribe((publication) -> {
		}, told::add);
		await().untilAsserted(() -> assertThatExceptionOfType(PublishRejectedException.class)
			.isThrownBy(() -> this.node.publish(BroadcastEngineContract.message("u", "1")).block())
			.withMessageContaining("topic u"));
		redis.server().command("DEL", "test:{u}:members");
		awaitLooks(() -> assertThatNoException()
			.isThrownBy(() -> this.node.publish(BroadcastEngineContract.message("u", "1")).block()));
		await().until(() -> this.node.trouble() == null);
	}

	@Test
	void garbageInAStreamIsToldToWhoFollowsIt() {
		CopyOnWriteArrayList<Throwable> told = new CopyOnWriteArrayList<>();
		this.node.publications("u").subscribe((publication) -> {
		}, told::add);
		assertThat(this.node.publish(BroadcastEngineContract.message("u", "1")).block()).isNotNull();
		redis.server().command("XADD", "test:{u}:stream", "2-0", "some", "thing");
		redis.server().command("HSET", "test:{u}:state", "offset", "2");
		awaitLooks(() -> assertThat(told).hasSize(1));
		publish(this.node, "1");
		awaitTexts("1");
	}

	@Test
	void aListOfTopicsOfAnotherTypeStopsNoPublish() {
		redis.server().command("SET", "test:topics", "a text");
		assertThat(redis.engine()).as("connects").isNotNull();
		publish(this.node, "1");
		awaitTexts("1");
	}

}

package dev.echocast.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import dev.echocast.support.Seeds;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three nodes under load, and a nemesis that hurts Redis, its connections and the nodes.
 * Whatever happens, the guarantee holds.
 */
class TurmoilIntegrationTests {

	private static final List<String> TOPICS = List.of("a", "b", "c", "d");

	/** In the gate; each kind of blow comes about when there is time. */
	private static final int FEW = 3;

	private static final int MANY = 11;

	@Test
	void nothingAcknowledgedIsLostReorderedOrRepeated() {
		// One seed takes longer than a second.
		Seeds.check(Duration.ofSeconds(1), () -> true, TurmoilIntegrationTests::run);
	}

	private static void run(Random random) throws Exception {
		// Nothing is to be too old to be resumed.
		try (Cluster cluster = new Cluster("echocast.broadcast.history.size=100000",
				"echocast.broadcast.history.bytes=256MB"); Load load = new Load(TOPICS, cluster::ports, random)) {
			int blows = Seeds.isLong() ? MANY : FEW;
			Nemesis nemesis = new Nemesis(cluster, new Random(random.nextLong()), blows, 1200);
			load.start(nemesis::padding);
			// What was under way may be acknowledged late; what follows it is new.
			nemesis.rage(() -> load.awaitAcknowledged(2));
			Checker.Report report = load.finish(1);
			System.out.println("Turmoil: " + report + "; " + load + "; " + nemesis.blows());
			assertThat(report.violations()).isEmpty();
			assertThat(report.acknowledged()).isGreaterThan(2 * blows * TOPICS.size());
			assertThat(report.gaps()).isPositive();
		}
	}

}

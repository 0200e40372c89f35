package dev.echocast.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.echocast.support.RedisServer;
import dev.echocast.support.ServiceProcess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three processes of the built jar, one of which is killed: its clients resume on the
 * others, and nothing is missing.
 */
class ClusterConformance {

	@Test
	void theClientsOfAKilledProcessResumeElsewhere() throws Exception {
		List<ServiceProcess> nodes = new ArrayList<>();
		try (RedisServer redis = RedisServer.create()) {
			for (int i = 0; i < 3; i++) {
				nodes.add(start("node-" + i, redis));
			}
			List<Integer> all = nodes.stream().map(ServiceProcess::awaitPort).toList();
			List<Integer> ports = new CopyOnWriteArrayList<>(all);
			try (Load load = new Load(List.of("a", "b"), () -> List.copyOf(ports), new Random(1))) {
				load.start(() -> 100);
				load.awaitAcknowledged(200);
				nodes.get(0).kill();
				// As long as a load balancer may take to see it.
				Thread.sleep(1000);
				ports.remove(0);
				load.awaitAcknowledged(200);
				Checker.Report report = load.finish(0);
				System.out.println("Cluster: " + report + "; " + load);
				assertThat(report.violations()).isEmpty();
				assertThat(report.gaps()).isZero();
				assertThat(report.acknowledged()).isGreaterThan(2 * 2 * 200);
			}
			for (ServiceProcess node : nodes.subList(1, 3)) {
				assertThat(node.log()).doesNotContain("LEAK", "ERROR", "Exception");
			}
		}
		finally {
			for (ServiceProcess node : nodes) {
				node.close();
			}
		}
	}

	private static ServiceProcess start(String name, RedisServer redis) throws IOException {
		return ServiceProcess.start(name,
				List.of("--HOSTNAME=" + name, "--echocast.engine.type=redis", "--echocast.drain.period=0s",
						"--spring.data.redis.url=redis://localhost:" + redis.port(),
						"--echocast.broadcast.history.size=100000"));
	}

}

package dev.echocast.broadcast;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventLoopMembersTests extends EventLoopFixture {

	@Test
	void crossesToTheEventLoopOnceForABurst() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", true, log));
		publish("x", 1);
		publish("x", 2);
		publish("x", 3);
		assertThat(this.tasks).hasSize(1);
		runTasks();
		assertThat(log).containsExactly("a:6/3");
		assertThat(this.delivered).hasValue(3);
	}

	@Test
	void keepsOwnMessagesFromAMemberThatDoesNotWantThem() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", false, log));
		this.members.add(member("b", true, log));
		publish("a", 1);
		publish("b", 2);
		runTasks();
		assertThat(log).containsExactly("a:2/1", "b:3/2");
	}

	@Test
	void doesNotJoinLargeMessages() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", true, log));
		publish("x", 10_000);
		publish("x", 10_001);
		runTasks();
		assertThat(log).containsExactly("a:10000/1", "a:10001/1");
	}

	@Test
	void deliversMoreThanOneBatch() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", true, log));
		for (int i = 0; i < 150; i++) {
			publish("x", 1);
		}
		runTasks();
		assertThat(log).containsExactly("a:64/64", "a:64/64", "a:22/22");
		assertThat(this.delivered).hasValue(150);
	}

	@Test
	void whatComesAfterDeliveriesComesBehindAllThatWaited() {
		List<String> log = new ArrayList<>();
		this.members.add(member("a", true, log));
		afterDeliveries(() -> log.add("nothing waits"));
		runTask();
		for (int i = 0; i < 150; i++) {
			publish("x", 1);
		}
		afterDeliveries(() -> log.add("150"));
		runTask();
		assertThat(log).containsExactly("nothing waits", "a:64/64");
		for (int i = 0; i < 100; i++) {
			publish("x", 1);
		}
		runTasks();
		assertThat(log).containsExactly("nothing waits", "a:64/64", "a:64/64", "a:22/22", "150", "a:64/64", "a:36/36");
		afterDeliveries(() -> log.add("250"));
		runTasks();
		assertThat(log).endsWith("250");
	}

	@Test
	void membersComeAndGoInAnyOrder() {
		List<String> log = new ArrayList<>();
		Member a = member("a", true, log);
		Member b = member("b", true, log);
		Member c = member("c", true, log);
		List.of(a, b, c).forEach(this.members::add);
		this.members.remove(a);
		publish("x", 1);
		runTasks();
		this.members.remove(c);
		this.members.add(a);
		this.members.remove(b);
		publish("x", 1);
		runTasks();
		assertThat(log).containsExactly("c:1/1", "b:1/1", "a:1/1");
	}

}

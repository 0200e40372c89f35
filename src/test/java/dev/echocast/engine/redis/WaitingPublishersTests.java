package dev.echocast.engine.redis;

import java.util.ArrayList;
import java.util.List;

import dev.echocast.engine.Backlog;
import dev.echocast.engine.Backlogs;
import dev.echocast.engine.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WaitingPublishersTests {

	private static final List<Message> BATCH = List.of(new Message("t", null, null, true, new byte[1]));

	private final List<String> published = new ArrayList<>();

	/** How many more may publish before it closes. */
	private int room;

	private final Backlog<Runnable> backlog = new Backlogs(new SimpleMeterRegistry()).open("t");

	private final WaitingPublishers publishers = new WaitingPublishers("t", this.backlog, () -> this.room > 0);

	private void admit(String name) {
		this.publishers.admit(BATCH, () -> {
			this.room--;
			this.published.add(name);
		});
	}

	@Test
	void publishesAtOnceWhenItIsOpen() {
		this.room = 2;
		admit("a");
		admit("b");
		assertThat(this.published).containsExactly("a", "b");
		assertThat(this.backlog.isEmpty()).isTrue();
	}

	@Test
	void thoseThatWaitGoOnInTheirOrderWhileItIsOpen() {
		admit("a");
		admit("b");
		admit("c");
		this.publishers.release();
		assertThat(this.published).isEmpty();
		this.room = 2;
		this.publishers.release();
		assertThat(this.published).containsExactly("a", "b");
		this.room = 1;
		this.publishers.release();
		assertThat(this.published).containsExactly("a", "b", "c");
		assertThat(this.backlog.isEmpty()).isTrue();
	}

	@Test
	void oneThatComesWhenItHasJustOpenedGoesBehindThoseThatWait() {
		admit("a");
		this.room = 2;
		admit("b");
		assertThat(this.published).containsExactly("a", "b");
	}

	@Test
	void oneThatPublishesWhileItIsItsTurnComesBehindTheOthers() {
		this.publishers.admit(BATCH, () -> {
			admit("within");
			this.published.add("a");
		});
		admit("b");
		this.room = 10;
		this.publishers.release();
		assertThat(this.published).containsExactly("a", "b", "within");
	}

}

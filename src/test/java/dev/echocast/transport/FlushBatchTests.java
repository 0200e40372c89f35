package dev.echocast.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tasks of the event loop run one by one here.
 */
class FlushBatchTests {

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final EventLoop eventLoop = mock(EventLoop.class);

	/** Names of connections, in the order in which they were flushed. */
	private final List<String> flushed = new ArrayList<>();

	@BeforeEach
	void queueTasks() {
		willAnswer((call) -> this.tasks.add(call.getArgument(0))).given(this.eventLoop).execute(any());
	}

	private void write(String name) {
		FlushBatch.add(this.eventLoop, writer(name));
	}

	private FrameWriter writer(String name) {
		Channel channel = mock(Channel.class);
		given(channel.flush()).willAnswer((call) -> {
			this.flushed.add(name);
			return channel;
		});
		return new FrameWriter(channel);
	}

	private void runTask() {
		this.tasks.remove().run();
	}

	@Test
	void connectionsAreFlushedTogetherLaterInTheirOrder() {
		write("a");
		write("b");
		assertThat(this.flushed).isEmpty();
		assertThat(this.tasks).hasSize(1);
		runTask();
		assertThat(this.flushed).containsExactly("a", "b");
		assertThat(this.tasks).isEmpty();
	}

	@Test
	void whatIsWrittenAfterwardsIsFlushedByATaskOfItsOwn() {
		write("a");
		runTask();
		write("b");
		runTask();
		assertThat(this.flushed).containsExactly("a", "b");
	}

	@Test
	void after64ConnectionsOtherTasksHaveTheirTurn() {
		for (int i = 0; i < 130; i++) {
			write("c" + i);
		}
		runTask();
		assertThat(this.flushed).hasSize(64);
		this.eventLoop.execute(() -> this.flushed.add("another task"));
		write("late");
		while (!this.tasks.isEmpty()) {
			runTask();
		}
		assertThat(this.flushed).hasSize(132).doesNotHaveDuplicates().endsWith("late");
		assertThat(this.flushed.indexOf("another task")).isEqualTo(64);
	}

	@Test
	void eachEventLoopFlushesItsOwn() {
		EventLoop other = mock(EventLoop.class);
		write("a");
		FlushBatch.add(other, writer("elsewhere"));
		runTask();
		assertThat(this.flushed).containsExactly("a");
	}

	@Test
	void anEventLoopOfNettyFlushesWhenItHasReadAll() {
		SingleThreadEventLoop loop = mock(SingleThreadEventLoop.class);
		List<Runnable> afterwards = new ArrayList<>();
		willAnswer((call) -> afterwards.add(call.getArgument(0))).given(loop).executeAfterEventLoopIteration(any());
		FlushBatch.add(loop, writer("a"));
		afterwards.get(0).run();
		assertThat(this.flushed).containsExactly("a");
	}

}

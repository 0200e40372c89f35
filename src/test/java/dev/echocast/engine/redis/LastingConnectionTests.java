package dev.echocast.engine.redis;

import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulConnection;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Connecting takes until {@link #connect} here.
 */
class LastingConnectionTests {

	private final Deque<Runnable> connecting = new ArrayDeque<>();

	private final List<StatefulConnection<byte[], byte[]>> opened = new ArrayList<>();

	private final Deque<StatefulConnection<byte[], byte[]>> reachable = new ArrayDeque<>();

	private final LastingConnection<StatefulConnection<byte[], byte[]>> lasting = new LastingConnection<>(() -> {
		if (this.reachable.isEmpty()) {
			throw new RedisConnectionException("Unable to connect", new ConnectException("refused"));
		}
		return this.reachable.remove();
	}, Schedulers.fromExecutor(this.connecting::add), this.opened::add);

	@SuppressWarnings("unchecked")
	private StatefulConnection<byte[], byte[]> reachable() {
		StatefulConnection<byte[], byte[]> connection = mock(StatefulConnection.class);
		given(connection.isOpen()).willReturn(true);
		this.reachable.add(connection);
		return connection;
	}

	private void connect() {
		while (!this.connecting.isEmpty()) {
			this.connecting.remove().run();
		}
	}

	@Test
	void isOpenedOnceHoweverOftenItIsAskedFor() {
		StatefulConnection<byte[], byte[]> first = reachable();
		reachable();
		this.lasting.open();
		this.lasting.open();
		assertThat(this.lasting.get()).isNull();
		connect();
		this.lasting.open();
		connect();
		assertThat(this.lasting.get()).isSameAs(first);
		assertThat(this.opened).containsExactly(first);
	}

	@Test
	void saysWhyThereIsNoneAndIsOpenedWhenItIsAskedForAgain() {
		this.lasting.open();
		connect();
		assertThat(this.lasting.get()).isNull();
		assertThat(this.lasting.failure()).isEqualTo("refused");
		StatefulConnection<byte[], byte[]> later = reachable();
		this.lasting.open();
		connect();
		assertThat(this.lasting.get()).isSameAs(later);
		assertThat(this.lasting.failure()).isNull();
	}

	@Test
	void oneThatIsInterruptedIsNotUsedAndNotReplaced() {
		StatefulConnection<byte[], byte[]> first = reachable();
		this.lasting.open();
		connect();
		reachable();
		given(first.isOpen()).willReturn(false);
		this.lasting.open();
		connect();
		assertThat(this.lasting.get()).isNull();
		given(first.isOpen()).willReturn(true);
		assertThat(this.lasting.get()).isSameAs(first);
		assertThat(this.opened).hasSize(1);
	}

	@Test
	void oneThatIsReplacedIsClosedAndAnotherOpened() {
		StatefulConnection<byte[], byte[]> first = reachable();
		this.lasting.open();
		connect();
		StatefulConnection<byte[], byte[]> second = reachable();
		this.lasting.replace();
		assertThat(this.lasting.get()).isNull();
		verify(first).closeAsync();
		connect();
		assertThat(this.lasting.get()).isSameAs(second);
		verify(second, never()).closeAsync();
		assertThat(this.opened).containsExactly(first, second);
	}

	@Test
	void oneThatComesTooLateIsClosed() {
		StatefulConnection<byte[], byte[]> late = reachable();
		this.lasting.open();
		this.lasting.dispose();
		connect();
		verify(late).closeAsync();
		assertThat(this.opened).isEmpty();
	}

	@Test
	void noneIsOpenedAfterTheEnd() {
		reachable();
		this.lasting.dispose();
		this.lasting.open();
		this.lasting.replace();
		connect();
		assertThat(this.reachable).hasSize(1);
		assertThat(this.lasting.get()).isNull();
	}

}

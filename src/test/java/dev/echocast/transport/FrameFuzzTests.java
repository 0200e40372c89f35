package dev.echocast.transport;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import dev.echocast.frame.FrameForwarder;
import dev.echocast.frame.PerMessageDeflate;
import dev.echocast.support.Seeds;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a peer sends, in whatever pieces: what is valid comes back, what is not ends
 * the connection with a close code, memory stays bounded and nothing leaks.
 */
class FrameFuzzTests {

	private static final int[] LIMITS = { 125, 1000, 70_000, 300_000 };

	private static final int MAX_READ_BYTES = 65_536;

	/** Close codes that are the server's own judgement of a peer. */
	private static final Set<Integer> VERDICTS = Set.of(1002, 1007, 1008, 1009);

	private final Set<Integer> closeCodes = new TreeSet<>();

	private int echoed;

	@Test
	void messagesUncompressed() {
		assertThat(Seeds.check(Duration.ofSeconds(1), () -> sawEnough(VERDICTS), (random) -> messages(random, null)))
			.as("codes seen: " + this.closeCodes)
			.isTrue();
	}

	@Test
	void messagesCompressed() {
		assertThat(Seeds.check(Duration.ofSeconds(1), () -> sawEnough(VERDICTS),
				(random) -> messages(random,
						new PerMessageDeflate(random.nextBoolean(), OptionalInt.of(8 + random.nextInt(8))))))
			.as("codes seen: " + this.closeCodes)
			.isTrue();
	}

	@Test
	void frames() {
		// Endless empty fragments, which are 1008, take longer to come about than the
		// gate has.
		Set<Integer> verdicts = Seeds.isLong() ? Set.of(1002, 1007, 1008) : Set.of(1002, 1007);
		assertThat(Seeds.check(Duration.ofSeconds(1), () -> sawEnough(verdicts), this::frames))
			.as("codes seen: " + this.closeCodes)
			.isTrue();
	}

	private boolean sawEnough(Set<Integer> codes) {
		return this.closeCodes.containsAll(codes) && this.echoed > 100;
	}

	private void messages(Random random, @Nullable PerMessageDeflate compression) {
		int limit = LIMITS[random.nextInt(LIMITS.length)];
		TransportProperties properties = TransportFixtures.properties("max-message-size=" + limit + "B",
				"compression-threshold=" + random.nextInt(300) + "B", "message-timeout=1000h");
		FuzzScript script = FuzzScript.create(random, limit, compression != null,
				compression != null && compression.clientContext());
		// The message, its echo, and both as they grow.
		int bound = 4 * (limit + 8192) + 2 * MAX_READ_BYTES;
		ServerOutput output = new ServerOutput(compression != null);
		talk(random, script, output, bound, properties, Codec.messages(properties, compression));
		assertThat(output.messages()).allMatch((message) -> message.payload().length <= limit);
	}

	private void frames(Random random) {
		FuzzScript script = FuzzScript.create(random, 300_000, false, false);
		int bound = 4 * FrameForwarder.WHOLE_FRAME_BYTES + 4 * MAX_READ_BYTES;
		talk(random, script, new ServerOutput(false), bound, TransportFixtures.properties(), Codec.pieces());
	}

	private void talk(Random random, FuzzScript script, ServerOutput output, int bound, TransportProperties properties,
			Codec.Factory codecs) {
		boolean spoilt = random.nextInt(4) > 0;
		byte[] wire = spoilt ? script.spoiltWire() : script.wire();
		FuzzChannel channel = new FuzzChannel();
		List<CloseStatus> closed = new ArrayList<>();
		try {
			WebSocketConnection connection = new WebSocketConnection(channel,
					new NettyDataBufferFactory(channel.alloc()), properties, TransportFixtures.ledger(), codecs);
			channel.pipeline().addLast(connection);
			connection.closed().subscribe(closed::add);
			echo(connection, channel.alloc());
			exchange(random, channel, wire, output, bound);
			if (!spoilt) {
				assertThat(output.closeCode()).isZero();
				assertThat(output.messages()).isEqualTo(script.messages());
			}
			end(channel, output, closed);
		}
		finally {
			channel.finishAndReleaseAll();
		}
		assertThat(channel.memory()).as("leaked bytes").isZero();
		this.echoed += output.messages().size();
		this.closeCodes.add(output.closeCode());
	}

	private static void echo(WebSocketConnection connection, ByteBufAllocator allocator) {
		HandshakeInfo handshake = new HandshakeInfo(URI.create("/"), new HttpHeaders(), Mono.empty(), null);
		NettyWebSocketSession session = new NettyWebSocketSession(connection, "id", handshake,
				new NettyDataBufferFactory(allocator), TransportFixtures.lease(new EmbeddedChannel()));
		connection.run(SessionListener.NONE,
				Upgrade.run(connection, session, () -> session.send(session.receive().map(WebSocketMessage::retain))));
	}

	/**
	 * Send what is read, in pieces, and look at what comes back after each.
	 */
	private static void exchange(Random random, FuzzChannel channel, byte[] wire, ServerOutput output, int bound) {
		int pieceBytes = 1 + random.nextInt(random.nextBoolean() ? 40 : MAX_READ_BYTES);
		int at = 0;
		while (at < wire.length && channel.isOpen()) {
			boolean takes = random.nextInt(8) > 0;
			channel.takesOutput(takes);
			if (channel.isReading() && random.nextInt(20) == 0) {
				// The end of what was heard, and then enough silence for a ping.
				channel.pass(2);
				channel.pass(26);
			}
			if (channel.isOpen() && channel.isReading()) {
				int to = Math.min(wire.length, at + 1 + random.nextInt(pieceBytes));
				channel.receive(wire, at, to);
				at = to;
			}
			else {
				assertThat(takes && channel.isOpen()).as("takes output and is not read from").isFalse();
			}
			assertThat(channel.memory()).as("memory").isLessThan(bound);
			channel.writtenTo(output);
		}
		channel.takesOutput(true);
		channel.writtenTo(output);
	}

	/**
	 * A connection that closes does so within the timeout, and tells why.
	 */
	private static void end(FuzzChannel channel, ServerOutput output, List<CloseStatus> closed) {
		if (output.closeCode() != 0) {
			assertThat(channel.isOpen() && closed.isEmpty() || closed.size() == 1).isTrue();
			channel.pass(5);
			assertThat(channel.isOpen()).as("open after the close timeout").isFalse();
		}
		if (channel.isOpen()) {
			channel.close();
			channel.runPendingTasks();
			assertThat(closed).containsExactly(CloseStatus.NO_CLOSE_FRAME);
		}
		else if (output.closeCode() != 0) {
			assertThat(closed).extracting(CloseStatus::getCode).containsExactly(output.closeCode());
			assertThat(output.endsInsideAFrame()).isFalse();
		}
		else {
			assertThat(output.endsInsideAFrame()).as("inside a frame no Close frame can be sent").isTrue();
			assertThat(closed).extracting(CloseStatus::getCode).doesNotContain(1006);
		}
	}

}

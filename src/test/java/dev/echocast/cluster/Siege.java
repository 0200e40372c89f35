package dev.echocast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import dev.echocast.support.Conversation;
import dev.echocast.support.Frame;
import dev.echocast.support.Seeds;
import dev.echocast.support.Timeouts;

/**
 * Peers of every kind that make a node hold memory: they send half of something, or do
 * not read what they asked for. Each stays for a while, goes, and comes again.
 */
final class Siege implements AutoCloseable {

	/** Close to what a message may have. */
	private static final int LARGE = 1_000_000;

	private static final byte[] BINARY = new Frame(0x82, new byte[LARGE]).masked();

	/** Each character takes six bytes in JSON. */
	private static final byte[] TEXT = Frame.text("\u0001".repeat(LARGE)).masked();

	private static final int TOPICS = 5;

	/** Who is not read from any more stays for so long. */
	private static final long STUCK_MILLIS = Seeds.isLong() ? 4000 : 1500;

	/** Others stay for half as long at least, and three halves at most. */
	private static final int STAY_MILLIS = Seeds.isLong() ? 1000 : 500;

	private static final Duration PATIENCE = Timeouts.scaled(Duration.ofMinutes(5));

	private static final String JSON = "Sec-WebSocket-Protocol: echocast.v1.json";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

	private final List<Future<?>> besiegers = new ArrayList<>();

	/** How many of each kind were let in. */
	private final Map<Attack, LongAdder> admitted = new EnumMap<>(Attack.class);

	private final int port;

	Siege(int port) {
		this.port = port;
		for (Attack attack : Attack.values()) {
			this.admitted.put(attack, new LongAdder());
		}
	}

	/**
	 * Begin.
	 * @param each how many peers of each kind are there at once
	 * @param rounds how often each comes
	 */
	void begin(int each, int rounds, Random random) {
		for (Attack attack : Attack.values()) {
			for (int i = 0; i < each; i++) {
				Random own = new Random(random.nextLong());
				this.besiegers.add(this.threads.submit(() -> {
					besiege(attack, rounds, own);
					return null;
				}));
			}
		}
	}

	private void besiege(Attack attack, int rounds, Random random) throws Exception {
		for (int round = 0; round < rounds; round++) {
			String topic = "large-" + random.nextInt(TOPICS);
			try (Conversation peer = Conversation.connect(this.port, 4096)) {
				Future<?> latest = this.timer.schedule(peer::close, STUCK_MILLIS, TimeUnit.MILLISECONDS);
				attack(attack, peer, topic, random);
				latest.cancel(false);
				this.timer.schedule(peer::close, STAY_MILLIS / 2 + random.nextInt(STAY_MILLIS), TimeUnit.MILLISECONDS)
					.get();
			}
			catch (UncheckedIOException ex) {
				// Refused, evicted, or gone in the middle of it.
			}
		}
	}

	private void attack(Attack attack, Conversation peer, String topic, Random random) {
		String messages = "/api/topics/" + topic + "/messages";
		switch (attack) {
			case HALF_MESSAGE -> open(attack, peer, "/ws/echo").send(Arrays.copyOf(BINARY, LARGE / 10 * 9));
			case HALF_MESSAGE_IN_FRAGMENTS -> {
				open(attack, peer, "/ws/echo").send(Frame.binary(new byte[LARGE / 2]).notFinal());
				peer.send(new Frame(0x00, new byte[LARGE / 3]));
			}
			case UNREAD_ECHO -> repeat(4, open(attack, peer, "/ws/echo"), BINARY);
			case UNREAD_STREAM -> repeat(4, open(attack, peer, "/ws/stream"), BINARY);
			case UNREAD_TOPIC -> repeat(2, open(attack, peer, "/ws/broadcast/" + topic), TEXT);
			case REPLAY -> open(attack, peer, "/ws/broadcast/" + topic + "?history=50", JSON);
			case EVENTS -> get(attack, peer, "/api/topics/" + topic + "/events?history=50");
			case HISTORY -> get(attack, peer, messages + "?limit=1000");
			case HALF_BODY -> post(peer, messages, random).send(new byte[LARGE / 10 * 9]);
			case POST -> post(peer, messages, random).send(Arrays.copyOfRange(TEXT, TEXT.length - LARGE, TEXT.length));
			case IDLE -> open(attack, peer, "/ws/echo");
			case DRIP -> peer.send(ascii("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + "a".repeat(7000)));
			case PIPELINE ->
				repeat(200, peer, ascii("GET /api/openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50)));
			case PINGS -> repeat(900, open(attack, peer, "/ws/echo"), Frame.ping("x".repeat(125)).masked());
			case JSON_BOMB -> repeat(4, open(attack, peer, "/ws/broadcast/" + topic, JSON),
					Frame.text("[" + "[],".repeat(LARGE / 3) + "[]]").masked());
		}
	}

	private Conversation open(Attack attack, Conversation peer, String path, String... headers) {
		return admit(attack, peer.request("GET", path, headers), "HTTP/1.1 101 ");
	}

	private void get(Attack attack, Conversation peer, String path) {
		admit(attack, peer.send(ascii("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")), "HTTP/1.1 200 ");
	}

	/**
	 * Look at the head of the answer alone, byte by byte.
	 */
	private Conversation admit(Attack attack, Conversation peer, String status) {
		try {
			if (new String(peer.input().readNBytes(status.length()), StandardCharsets.ISO_8859_1).equals(status)) {
				this.admitted.get(attack).increment();
			}
			return peer;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Conversation post(Conversation peer, String path, Random random) {
		return peer.send(ascii("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
				+ "Idempotency-Key: " + random.nextLong() + "\r\nContent-Length: " + LARGE + "\r\n\r\n"));
	}

	private static void repeat(int times, Conversation peer, byte[] bytes) {
		for (int i = 0; i < times; i++) {
			peer.send(bytes);
		}
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Wait until all have gone for good.
	 */
	void awaitEnd() throws Exception {
		for (Future<?> besieger : this.besiegers) {
			besieger.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public String toString() {
		return "admitted " + this.admitted;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.timer.shutdownNow();
	}

	private enum Attack {

		HALF_MESSAGE, HALF_MESSAGE_IN_FRAGMENTS, UNREAD_ECHO, UNREAD_STREAM, UNREAD_TOPIC, REPLAY, EVENTS, HISTORY,
		HALF_BODY, POST, IDLE, DRIP, PIPELINE, PINGS, JSON_BOMB

	}

}

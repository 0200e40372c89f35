package dev.echocast.session;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

import dev.echocast.transport.Initiator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one endpoint. What happens per message only adds to striped counts that
 * the registry reads when it is scraped.
 */
final class EndpointMeters {

	private static final int UNAUTHORIZED = 3000;

	private static final int FORBIDDEN = 3003;

	private final String endpoint;

	private final MeterRegistry registry;

	private final LongAdder opened = new LongAdder();

	private final LongAdder closed = new LongAdder();

	private final LongAdder textsReceived;

	private final LongAdder binariesReceived;

	private final LongAdder bytesReceived;

	private final LongAdder textsSent;

	private final LongAdder binariesSent;

	private final LongAdder bytesSent;

	private final Map<OverflowPolicy, LongAdder> dropped = new EnumMap<>(OverflowPolicy.class);

	private final Timer duration;

	private final Meter.MeterProvider<Counter> closings;

	EndpointMeters(String endpoint, MeterRegistry registry) {
		this.endpoint = endpoint;
		this.registry = registry;
		Gauge.builder("echocast.sessions.active", this, EndpointMeters::active)
			.description("Open sessions")
			.tag("endpoint", endpoint)
			.register(registry);
		FunctionCounter.builder("echocast.sessions.opened", this.opened, LongAdder::sum)
			.description("Sessions opened")
			.tag("endpoint", endpoint)
			.register(registry);
		this.duration = Timer.builder("echocast.sessions.duration")
			.description("How long closed sessions were open")
			.tag("endpoint", endpoint)
			.register(registry);
		this.closings = Counter.builder("echocast.sessions.closed")
			.description("Sessions closed")
			.tag("endpoint", endpoint)
			.withRegistry(registry);
		this.textsReceived = counter("echocast.messages.received", "Messages from peers", "type", "text");
		this.binariesReceived = counter("echocast.messages.received", "Messages from peers", "type", "binary");
		this.textsSent = counter("echocast.messages.sent", "Messages to peers", "type", "text");
		this.binariesSent = counter("echocast.messages.sent", "Messages to peers", "type", "binary");
		this.bytesReceived = counter("echocast.bytes.received", "Payload bytes from peers");
		this.bytesSent = counter("echocast.bytes.sent", "Payload bytes to peers");
		for (OverflowPolicy policy : OverflowPolicy.values()) {
			this.dropped.put(policy, counter("echocast.messages.dropped", "Messages lost because a queue was full",
					"policy", policy.label()));
		}
	}

	private LongAdder counter(String name, String description, String... tags) {
		LongAdder count = new LongAdder();
		FunctionCounter.builder(name, count, LongAdder::sum)
			.description(description)
			.tag("endpoint", this.endpoint)
			.tags(tags)
			.register(this.registry);
		return count;
	}

	String endpoint() {
		return this.endpoint;
	}

	private double active() {
		long closed = this.closed.sum();
		return this.opened.sum() - closed;
	}

	void opened() {
		this.opened.increment();
	}

	void closed(int code, Initiator by, Duration duration) {
		this.closed.increment();
		this.duration.record(duration);
		this.closings.withTags("code", codeLabel(code), "by", label(by)).increment();
	}

	static String label(Initiator by) {
		return by.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Peers choose codes from 3000 on at will; each as a tag of its own would let them
	 * fill the registry. Those that are registered with IANA, and sent by this service,
	 * have one.
	 */
	private static String codeLabel(int code) {
		return (code < 3000 || code == UNAUTHORIZED || code == FORBIDDEN) ? Integer.toString(code)
				: (code < 4000) ? "3xxx" : "4xxx";
	}

	void received(int texts, int binaries, long bytes) {
		add(this.textsReceived, texts);
		add(this.binariesReceived, binaries);
		this.bytesReceived.add(bytes);
	}

	void sent(int texts, int binaries, long bytes) {
		add(this.textsSent, texts);
		add(this.binariesSent, binaries);
		this.bytesSent.add(bytes);
	}

	private static void add(LongAdder count, int amount) {
		if (amount > 0) {
			count.add(amount);
		}
	}

	LongConsumer dropped(OverflowPolicy policy) {
		return Objects.requireNonNull(this.dropped.get(policy))::add;
	}

}

package dev.echocast.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import org.HdrHistogram.Histogram;

/**
 * What was measured. Latency is from handing a message to the client to having it back.
 */
record BenchReport(boolean broadcast, int connections, int inFlight, int size, Duration time, long messages,
		int failures, Histogram latencies) {

	private double seconds() {
		return this.time.toNanos() / 1e9;
	}

	private double micros(double percentile) {
		return this.latencies.getValueAtPercentile(percentile) / 1000.0;
	}

	Map<String, Object> fields() {
		return EventFields.fields("mode", this.broadcast ? "broadcast" : "echo", "connections", this.connections,
				"inFlight", this.inFlight, "size", this.size, "seconds", seconds(), "messages", this.messages,
				"messagesPerSecond", Math.round(this.messages / seconds()), "failures", this.failures, "latencyMicros",
				EventFields.fields("p50", micros(50), "p90", micros(90), "p99", micros(99), "p99.9", micros(99.9),
						"max", this.latencies.getMaxValue() / 1000.0));
	}

	String text() {
		return String.format(Locale.ROOT, """
				%s, %d connections, %d in flight, %d bytes, %.1f s
				messages    %,d (%,d/s, %.1f MB/s)
				latency     p50 %s   p90 %s   p99 %s   p99.9 %s   max %s
				failures    %d""", this.broadcast ? "broadcast" : "echo", this.connections, this.inFlight, this.size,
				seconds(), this.messages, Math.round(this.messages / seconds()),
				this.messages * (double) this.size / seconds() / 1e6, time(50), time(90), time(99), time(99.9),
				time(100), this.failures);
	}

	private String time(double percentile) {
		return Durations.format(Duration.ofNanos(this.latencies.getValueAtPercentile(percentile)));
	}

}

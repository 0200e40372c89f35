package dev.echocast.transport;

import dev.echocast.access.Identity;
import java.time.Clock;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.Map;

import dev.echocast.memory.MemoryLedger;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Settings for tests: the defaults but for what is given.
 */
final class TransportFixtures {

	private TransportFixtures() {
	}

	/** That never gets full. */
	static MemoryLedger ledger() {
		return new MemoryLedger(Long.MAX_VALUE);
	}

	static TransportProperties properties(String... settings) {
		Map<String, String> values = new HashMap<>();
		for (String setting : settings) {
			int equals = setting.indexOf('=');
			values.put("echocast.transport." + setting.substring(0, equals), setting.substring(equals + 1));
		}
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("echocast.transport",
				TransportProperties.class);
	}

	/** Of a session that anybody may have for ever. */
	static Lease lease(Channel channel) {
		return new Lease(Identity.ANYBODY, channel.eventLoop(), Clock.systemUTC(), (status) -> {
		});
	}

}

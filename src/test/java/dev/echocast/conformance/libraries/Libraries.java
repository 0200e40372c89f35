package dev.echocast.conformance.libraries;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.echocast.EchocastApplication;
import dev.echocast.conformance.libraries.Library.Ability;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * All clients, and a service for each way to compress.
 */
final class Libraries {

	private final Map<Compression, ConfigurableApplicationContext> services = new EnumMap<>(Compression.class);

	private final Map<String, Library> libraries = new LinkedHashMap<>();

	void start() throws Exception {
		for (Compression compression : Compression.values()) {
			this.services.put(compression, run(compression.options()));
		}
		this.libraries.put("JDK", new JdkLibrary());
		this.libraries.put("Jetty", new JettyLibrary());
		this.libraries.put("Tyrus", new TyrusLibrary());
		this.libraries.put("OkHttp", new OkHttpLibrary());
		this.libraries.put("Java-WebSocket", new JavaWebSocketLibrary());
		this.libraries.put("Vert.x", new VertxLibrary());
		this.libraries.put("AsyncHttpClient", new AsyncHttpClientLibrary());
	}

	void stop() throws Exception {
		for (Library library : this.libraries.values()) {
			library.close();
		}
		this.services.values().forEach(ConfigurableApplicationContext::close);
	}

	Set<String> names() {
		return this.libraries.keySet();
	}

	Talk talk(String name, Compression compression, String path, String... offered) throws Exception {
		return talk(name, service(name, compression), path, offered);
	}

	Talk talk(String name, ConfigurableApplicationContext service, String path, String... offered) throws Exception {
		Inbox inbox = new Inbox();
		return new Talk(inbox, this.libraries.get(name)
			.connect(URI.create("ws://localhost:" + port(service) + path), List.of(offered), inbox));
	}

	/** What a library is known to do wrong is in the document. */
	private ConfigurableApplicationContext service(String name, Compression compression) {
		assumeTrue(compression != Compression.ON || !can(name, Ability.COMPRESSION) || can(name, Ability.NO_CONTEXT),
				"the library does not compress without context");
		return this.services.get(compression);
	}

	boolean can(String name, Ability ability) {
		return this.libraries.get(name).abilities().contains(ability);
	}

	static ConfigurableApplicationContext run(String... options) {
		List<String> all = new ArrayList<>(List.of(options));
		all.add("--server.port=0");
		return SpringApplication.run(EchocastApplication.class, all.toArray(String[]::new));
	}

	static int port(ConfigurableApplicationContext service) {
		return Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
	}

}

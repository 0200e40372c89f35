package dev.echocast.startup;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * Says, in one line, where the service can be reached.
 */
final class StartupLine {

	private static final Log logger = LogFactory.getLog("dev.echocast.Echocast");

	private final Environment environment;

	StartupLine(Environment environment) {
		this.environment = environment;
	}

	@EventListener(ApplicationReadyEvent.class)
	void print() {
		logger.info(line());
	}

	String line() {
		String port = this.environment.getProperty("local.server.port");
		if (port == null) {
			return "Echocast is ready without a port";
		}
		String management = this.environment.getProperty("local.management.port", port);
		boolean tls = this.environment.getProperty("server.ssl.enabled", Boolean.class, true)
				&& (this.environment.containsProperty("server.ssl.bundle")
						|| this.environment.containsProperty("server.ssl.certificate")
						|| this.environment.containsProperty("server.ssl.key-store"));
		String secure = tls ? "s" : "";
		return "Echocast is ready: ws" + secure + "://localhost:" + port + "/ws/echo, ws" + secure + "://localhost:"
				+ port + "/ws/broadcast/{topic}, http" + secure + "://localhost:" + port + "/api/topics, health at "
				+ (management.equals(port) ? "http" + secure : "http") + "://localhost:" + management
				+ "/actuator/health";
	}

}

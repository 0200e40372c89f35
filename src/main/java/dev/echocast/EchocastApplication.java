package dev.echocast;

import java.time.Clock;
import java.util.Arrays;

import dev.echocast.cli.EchocastCli;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * Starts the service, or with the first argument {@code client} the utility client.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class EchocastApplication {

	public static void main(String[] args) {
		if (args.length > 0 && args[0].equals("client")) {
			System.exit(EchocastCli.run(Arrays.copyOfRange(args, 1, args.length)));
		}
		SpringApplication.run(EchocastApplication.class, args);
	}

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

}

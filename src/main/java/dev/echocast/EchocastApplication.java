package dev.echocast;

import java.time.Clock;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * Starts the service.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class EchocastApplication {

	public static void main(String[] args) {
		SpringApplication.run(EchocastApplication.class, args);
	}

	@Bean
	Clock clock() {
		return Clock.systemUTC();
	}

}

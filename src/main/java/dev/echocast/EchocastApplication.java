package dev.echocast;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class EchocastApplication {

	public static void main(String[] args) {
		SpringApplication.run(EchocastApplication.class, args);
	}

}

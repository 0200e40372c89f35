package dev.echocast.web;

import java.nio.charset.StandardCharsets;
import java.time.Clock;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The small pages.
 */
final class PageHandler {

	private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	private final RequestCounter counter;

	private final Clock clock;

	PageHandler(RequestCounter counter, Clock clock) {
		this.counter = counter;
		this.clock = clock;
	}

	Mono<ServerResponse> count(ServerRequest request) {
		return page("Request count", "There have been " + this.counter.count() + " requests so far.");
	}

	Mono<ServerResponse> time(ServerRequest request) {
		return page("Current time",
				"The current time is " + this.clock.instant().getEpochSecond() + " seconds since the epoch.");
	}

	private static Mono<ServerResponse> page(String title, String text) {
		return ServerResponse.ok().contentType(HTML).header("Cache-Control", "no-store").bodyValue("""
				<!DOCTYPE html>
				<html lang="en">
				<head><meta charset="utf-8"><title>%s</title></head>
				<body>
				<h1>%s</h1>
				<p>%s</p>
				</body>
				</html>
				""".formatted(title, title, text));
	}

}

package dev.echocast.web;

import org.springframework.web.reactive.function.server.HandlerFunction;
import dev.echocast.access.Permission;
import dev.echocast.access.Caller;
import dev.echocast.access.Action;
import java.time.Clock;

import dev.echocast.broadcast.TopicStreams;
import dev.echocast.broadcast.Topics;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.transport.Admission;
import dev.echocast.transport.SessionListeners;
import dev.echocast.transport.TransportProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Every HTTP route of the service's own port.
 */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

	@Bean
	RequestCounter requestCounter() {
		return new RequestCounter();
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> requestCounterCustomizer(RequestCounter counter) {
		return (factory) -> factory.addServerCustomizers((server) -> server.childObserve(counter));
	}

	@Bean
	RouterFunction<ServerResponse> pages(RequestCounter counter, Clock clock, MemoryLedger ledger) {
		PageHandler pages = new PageHandler(counter, clock);
		EmailHandler email = new EmailHandler(new Bodies(ledger));
		return Resource.at("/count")
			.get(asked(pages::count))
			.or405(PlainText::methodNotAllowed)
			.and(Resource.at("/time").get(asked(pages::time)).or405(PlainText::methodNotAllowed))
			.and(Resource.at("/email").post(asked(email::receive)).or405(PlainText::methodNotAllowed));
	}

	@Bean
	TopicReader topicReader(Topics topics, TopicStreams streams, TransportProperties transport, Admission admission,
			SessionListeners listeners, MemoryLedger ledger) {
		return new TopicReader(topics, streams, new ResponseStream(transport, TopicStreams::lastWords, ledger),
				new ResponseStream(transport, (status) -> null, ledger), admission, listeners);
	}

	@Bean
	RouterFunction<ServerResponse> topicApi(Topics topics, TopicReader reader, MemoryLedger ledger) {
		TopicHandler handler = new TopicHandler(topics, new Bodies(ledger));
		return Resource.at("/api/openapi.yaml")
			.get(WebConfiguration::describe)
			.or405(Problems::methodNotAllowed)
			.and(Resource.at("/api/topics").get(handler::list).or405(Problems::methodNotAllowed))
			.and(Resource.at("/api/topics/{topic}").get(handler::show).or405(Problems::methodNotAllowed))
			.and(Resource.at("/api/topics/{topic}/messages")
				.get(reader::history)
				.post(handler::publish)
				.or405(Problems::methodNotAllowed))
			.and(Resource.at("/api/topics/{topic}/messages/batch")
				.post(handler::publishBatch)
				.or405(Problems::methodNotAllowed))
			.and(Resource.at("/api/topics/{topic}/events").get(reader::events).or405(Problems::methodNotAllowed));
	}

	/**
	 * What is of no topic asks for the same as the echo endpoints.
	 */
	private static HandlerFunction<ServerResponse> asked(HandlerFunction<ServerResponse> handler) {
		return (request) -> {
			Caller.require(request.exchange(), Permission.to(Action.ECHO));
			return handler.handle(request);
		};
	}

	private static Mono<ServerResponse> describe(ServerRequest request) {
		Caller.of(request.exchange()).requireAnything();
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_YAML)
			.bodyValue(new ClassPathResource("openapi.yaml"));
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	RouterFunction<ServerResponse> notFound() {
		return RouterFunctions.route(RequestPredicates.path("/api/**"), Problems::notFound)
			.and(RouterFunctions.route(RequestPredicates.all(), PlainText::notFound));
	}

	/**
	 * Before Boot's own, which would answer with a page of its choice.
	 */
	@Bean
	@Order(-2)
	ErrorHandler errorHandler(ServerCodecConfigurer codecs) {
		return new ErrorHandler(codecs);
	}

}

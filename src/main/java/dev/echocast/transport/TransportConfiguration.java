package dev.echocast.transport;

import java.time.Clock;
import dev.echocast.access.Access;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.echocast.memory.MemoryKind;
import dev.echocast.memory.MemoryLedger;
import io.netty.channel.ChannelOption;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.util.IdGenerator;
import org.springframework.util.JdkIdGenerator;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.server.WebSocketService;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.LoopResources;

/**
 * WebSocket on the web server's own port.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TransportProperties.class)
class TransportConfiguration {

	/** Before the functional routes (-1), whose last one answers 404 to everything. */
	private static final int ORDER = -2;

	/**
	 * What the kernel takes for a peer beyond what is under way to it. Left alone it
	 * takes up to 4 MB, and some hundred peers that do not read use up what it has for
	 * all connections (net.ipv4.tcp_mem), which then starve with them.
	 */
	private static final long UNSENT_BYTES = 128 * 1024;

	/** By name, since which of them is on the class path is a matter of the build. */
	private static final List<ChannelOption<Long>> UNSENT_OPTIONS = List.of(
			ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT"),
			ChannelOption.valueOf("io.netty.channel.uring.IoUringChannelOption#TCP_NOTSENT_LOWAT"));

	/**
	 * One event loop for each processor: Reactor Netty's floor of four on a smaller
	 * machine makes them compete, which costs ten times the latency at the 99th
	 * percentile.
	 */
	@Bean
	ReactorResourceFactory reactorResourceFactory() {
		ReactorResourceFactory factory = new ReactorResourceFactory();
		factory.setUseGlobalResources(false);
		// Nothing comes any more when the event loops end, last of all: the default waits
		// two seconds for it.
		factory.setShutdownQuietPeriod(Duration.ZERO);
		factory.setLoopResourcesSupplier(
				() -> LoopResources.create("echocast", Runtime.getRuntime().availableProcessors(), true));
		return factory;
	}

	@Bean
	HandlerMapping webSocketMapping(ObjectProvider<WebSocketRoutes> routes) {
		Map<String, Object> endpoints = new LinkedHashMap<>();
		routes.forEach((some) -> endpoints.putAll(some.endpoints()));
		return new SimpleUrlHandlerMapping(endpoints, ORDER);
	}

	@Bean
	OriginPolicy originPolicy(TransportProperties properties) {
		return new OriginPolicy(properties.allowedOrigins());
	}

	@Bean
	OriginFilter originFilter(OriginPolicy origins, SessionListeners listeners) {
		return new OriginFilter(origins, listeners);
	}

	@Bean
	AccessFilter accessFilter(Access access, OriginPolicy origins, SessionListeners listeners,
			Environment environment) {
		return new AccessFilter(access, origins, new ActuatorPermissions(environment), new Denials(listeners));
	}

	@Bean
	PathParametersFilter pathParametersFilter() {
		return new PathParametersFilter();
	}

	@Bean
	WebFluxConfigurer webSocketConfigurer(TransportProperties properties, OriginPolicy origins,
			ObjectProvider<SessionListeners> listeners, ObjectProvider<Admission> admission, Access access,
			IdGenerator ids, MemoryLedger ledger, Clock clock) {
		return new WebFluxConfigurer() {

			@Override
			public WebSocketService getWebSocketService() {
				Upgrade upgrade = new Upgrade(properties, listeners.getObject(), ids, ledger, clock);
				return new HandshakeService(properties, origins, admission.getObject(), listeners.getObject(), access,
						upgrade);
			}

		};
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> requestGuardCustomizer(TransportProperties properties,
			ObjectProvider<SessionListeners> listeners) {
		return (factory) -> factory
			.addServerCustomizers((server) -> server.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
				.addBefore(NettyPipeline.HttpTrafficHandler, null, new LingeringClose(properties))
				.addBefore(NettyPipeline.HttpTrafficHandler, null, new MalformedRequests(listeners.getObject()))
				.addBefore(NettyPipeline.HttpTrafficHandler, null,
						new RequestGuard(properties, listeners.getObject()))));
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> plainTextCustomizer(
			ObjectProvider<SessionListeners> listeners) {
		return (factory) -> factory
			.addServerCustomizers((server) -> server.doOnChannelInit((observer, channel, remote) -> {
				if (channel.pipeline().get(NettyPipeline.SslHandler) != null) {
					channel.pipeline().addFirst(new PlainTextOnTls(listeners.getObject()));
				}
			}));
	}

	@Bean
	SmartInitializingSingleton certificateReloads(ObjectProvider<SslBundles> bundles, Environment environment) {
		String bundle = environment.getProperty("server.ssl.bundle");
		return () -> {
			if (bundle != null) {
				bundles.getObject().addBundleUpdateHandler(bundle, new CertificateReloads(bundle));
			}
		};
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> unsentBytesCustomizer() {
		return (factory) -> factory
			.addServerCustomizers((server) -> server.doOnChannelInit((observer, channel, remote) -> UNSENT_OPTIONS
				// A transport passes over what it does not know.
				.forEach((option) -> channel.config().setOption(option, UNSENT_BYTES))));
	}

	/**
	 * Every connection counts, whatever becomes of it.
	 */
	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> connectionMemoryCustomizer(MemoryLedger ledger) {
		return (factory) -> factory
			.addServerCustomizers((server) -> server.doOnChannelInit((observer, channel, remote) -> {
				ledger.add(MemoryKind.CONNECTION, MemoryLedger.CONNECTION_BYTES);
				if (ledger.isExhausted()) {
					channel.close();
				}
				channel.closeFuture()
					.addListener((closed) -> ledger.add(MemoryKind.CONNECTION, -MemoryLedger.CONNECTION_BYTES));
			}));
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> acceptFailuresCustomizer() {
		return (factory) -> factory.addServerCustomizers(
				(server) -> server.doOnBound((bound) -> bound.channel().pipeline().addFirst(new AcceptFailures())));
	}

	@Bean
	IdGenerator sessionIds() {
		return new JdkIdGenerator();
	}

}

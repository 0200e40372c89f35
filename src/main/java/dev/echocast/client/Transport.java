package dev.echocast.client;

import java.net.URI;
import java.util.Locale;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpClient;
import reactor.netty.transport.ProxyProvider;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * TCP, TLS and proxies as the options say, all on one event loop.
 */
final class Transport {

	private static final Logger logger = Loggers.getLogger(ReconnectingWebSocketClient.class);

	private final Settings options;

	private final TcpClient client;

	private @Nullable SslContext tls;

	Transport(Settings options, EventLoop loop) {
		this.options = options;
		LoopResources resources = useNative -> loop;
		TcpClient client = TcpClient.newConnection()
			.runOn(resources, false)
			// Behind a proxy names are the proxy's to resolve.
			.resolver((options.proxy != null) ? NoopAddressResolverGroup.INSTANCE : SystemResolver.INSTANCE)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout.toMillis());
		this.client = (options.proxy != null) ? proxied(client, options.proxy) : client;
		if (options.trust instanceof Trust.Insecure) {
			logger.warn("Certificates are not checked: anyone may answer for {}", options.uri.getHost());
		}
	}

	/**
	 * @param prepare told the channel before it connects
	 */
	Mono<? extends Connection> connect(URI uri, Consumer<Channel> prepare) {
		return Mono.defer(() -> (Redirect.isSecure(uri) ? secured() : this.client).host(host(uri))
			.port(Redirect.port(uri))
			.doOnChannelInit((observer, channel, address) -> prepare.accept(channel))
			.connect());
	}

	/** An IPv6 literal stands in brackets in a URI and without them elsewhere. */
	private static String host(URI uri) {
		return uri.getHost().replaceAll("^\\[|]$", "");
	}

	/** Without its user and password. */
	static String name(URI proxy) {
		return proxy.getScheme() + "://" + proxy.getHost() + ":" + proxy.getPort();
	}

	private static TcpClient proxied(TcpClient client, URI proxy) {
		ProxyProvider.Proxy type = switch (proxy.getScheme().toLowerCase(Locale.ROOT)) {
			case "http" -> ProxyProvider.Proxy.HTTP;
			case "socks4" -> ProxyProvider.Proxy.SOCKS4;
			case "socks5", "socks" -> ProxyProvider.Proxy.SOCKS5;
			default -> throw new IllegalArgumentException("not an http, socks4 or socks5 proxy: " + name(proxy));
		};
		return client.proxy(spec -> {
			ProxyProvider.Builder builder = spec.type(type)
				.host(proxy.getHost())
				.port(proxy.getPort())
				// The connect timeout includes the proxy.
				.connectTimeoutMillis(0);
			if (proxy.getUserInfo() != null) {
				String[] credentials = proxy.getUserInfo().split(":", 2);
				builder.username(credentials[0]).password(name -> (credentials.length == 2) ? credentials[1] : "");
			}
		});
	}

	private TcpClient secured() {
		if (this.tls == null) {
			this.tls = context(this.options.trust);
		}
		SslContext context = this.tls;
		return this.client.secure(spec -> spec.sslContext(context).handshakeTimeout(this.options.connectTimeout));
	}

	private static SslContext context(Trust trust) {
		SslContextBuilder builder = SslContextBuilder.forClient();
		try {
			if (trust instanceof Trust.Pem pem) {
				builder.trustManager(pem.file().toFile());
			}
			else if (trust instanceof Trust.Insecure) {
				builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
			}
			return builder.build();
		}
		catch (SSLException | IllegalArgumentException ex) {
			throw Failures.tls("TLS cannot be set up: " + ex.getMessage(), ex);
		}
	}

}

package dev.echocast.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import reactor.core.scheduler.Schedulers;

/**
 * Names as the system resolves them, hosts file, search list and VPN included, on a
 * thread that may block.
 */
final class SystemResolver extends AddressResolverGroup<InetSocketAddress> {

	static final SystemResolver INSTANCE = new SystemResolver();

	private SystemResolver() {
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new Names(executor).asAddressResolver();
	}

	/** The names of one event loop. */
	private static final class Names extends InetNameResolver {

		Names(EventExecutor executor) {
			super(executor);
		}

		@Override
		protected void doResolve(String name, Promise<InetAddress> promise) {
			look(() -> InetAddress.getByName(name), promise);
		}

		@Override
		protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
			look(() -> List.of(InetAddress.getAllByName(name)), promise);
		}

		private static <T> void look(Callable<T> lookup, Promise<T> promise) {
			Schedulers.boundedElastic().schedule(() -> {
				try {
					promise.setSuccess(lookup.call());
				}
				catch (UnknownHostException ex) {
					promise.setFailure(ex);
				}
				catch (Exception ex) {
					promise.setFailure(new IllegalStateException(ex));
				}
			});
		}

	}

}

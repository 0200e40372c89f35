package dev.echocast.transport;

import reactor.core.scheduler.Schedulers;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.Supplier;
import dev.echocast.access.Identity;
import dev.echocast.access.DeniedException;
import dev.echocast.access.Access;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import dev.echocast.frame.PerMessageDeflate;
import dev.echocast.transport.OpeningHandshake.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Answers opening handshakes: with 101 those that RFC 6455 and the policies allow, the
 * others with a status and one line of why.
 */
final class HandshakeService implements WebSocketService {

	private static final Refusal FOREIGN = new Refusal(HttpStatus.FORBIDDEN, "origin", "Origin is not allowed",
			Map.of());

	private static final MultiValueMap<String, HttpCookie> NO_COOKIES = CollectionUtils
		.unmodifiableMultiValueMap(new LinkedMultiValueMap<>());

	private final TransportProperties properties;

	private final OriginPolicy origins;

	private final Admission admission;

	private final SessionListeners listeners;

	private final Upgrade upgrade;

	private final Access access;

	private final Denials denials;

	HandshakeService(TransportProperties properties, OriginPolicy origins, Admission admission,
			SessionListeners listeners, Access access, Upgrade upgrade) {
		this.access = access;
		this.denials = new Denials(listeners);
		this.properties = properties;
		this.origins = origins;
		this.admission = admission;
		this.listeners = listeners;
		this.upgrade = upgrade;
	}

	@Override
	public Mono<Void> handleRequest(ServerWebExchange exchange, WebSocketHandler handler) {
		ServerHttpRequest request = exchange.getRequest();
		HttpHeaders headers = request.getHeaders();
		Refusal refusal = OpeningHandshake.check(request.getMethod(), headers);
		if (refusal != null) {
			return refuse(exchange, refusal);
		}
		if (!this.origins.allows(headers.getOrEmpty(HttpHeaders.ORIGIN), request.getURI())) {
			return refuse(exchange, FOREIGN);
		}
		String malformed = (handler instanceof Endpoint endpoint) ? endpoint.refuse(request.getURI()) : null;
		if (malformed != null) {
			return refuse(exchange, Refusal.malformed(malformed));
		}
		Admission.Verdict verdict = this.admission.admit(request);
		if (verdict instanceof Admission.Refused refused) {
			return refuse(exchange, refused);
		}
		Admission.Admitted admitted = (Admission.Admitted) verdict;
		return this.access.isOpen() ? begin(exchange, handler, admitted, Identity.ANYBODY)
				: identify(exchange, handler, admitted);
	}

	/**
	 * Behind the limits, so that those who ask for nothing but work are few.
	 */
	private Mono<Void> identify(ServerWebExchange exchange, WebSocketHandler handler, Admission.Admitted admitted) {
		ServerHttpRequest request = exchange.getRequest();
		return this.access.identify(request, this.origins.isTrustedPage(request))
			.flatMap((identity) -> onEventLoop(request, () -> enter(exchange, handler, admitted, identity)))
			.onErrorResume(DeniedException.class,
					(denied) -> onEventLoop(request, () -> deny(exchange, handler, admitted, denied)))
			.doOnError((failed) -> admitted.release().run())
			.doOnCancel(admitted.release());
	}

	private Mono<Void> enter(ServerWebExchange exchange, WebSocketHandler handler, Admission.Admitted admitted,
			Identity identity) {
		if (handler instanceof Endpoint endpoint) {
			endpoint.permissions(exchange.getRequest().getURI()).forEach(identity::require);
		}
		Admission.Verdict verdict = this.admission.admit(admitted, identity);
		if (verdict instanceof Admission.Refused refused) {
			return refuse(exchange, refused);
		}
		return begin(exchange, handler, (Admission.Admitted) verdict, identity);
	}

	private Mono<Void> deny(ServerWebExchange exchange, WebSocketHandler handler, Admission.Admitted admitted,
			DeniedException denied) {
		this.denials.note(denied, exchange.getRequest(), admitted.peer());
		String subprotocol = OpeningHandshake.subprotocol(exchange.getRequest().getHeaders(),
				handler.getSubProtocols());
		if (subprotocol != null && Dismissal.isUnderstoodIn(subprotocol)) {
			return begin(exchange, new Dismissal(handler, denied), admitted, Identity.ANYBODY);
		}
		admitted.release().run();
		DeniedException.Reason reason = denied.reason();
		return answer(exchange, new Refusal(HttpStatus.valueOf(reason.status()), reason.word(), denied.detail(),
				Map.of(reason.header(), reason.challenge(denied.detail()))));
	}

	private Mono<Void> begin(ServerWebExchange exchange, WebSocketHandler handler, Admission.Admitted admitted,
			Identity identity) {
		ServerHttpRequest request = exchange.getRequest();
		String subprotocol = OpeningHandshake.subprotocol(request.getHeaders(), handler.getSubProtocols());
		return this.upgrade
			.perform(exchange, handler, info(request, admitted.peer(), subprotocol),
					new Upgrade.Agreement(subprotocol, compression(request.getHeaders(), handler), identity,
							admitted.release()))
			.doOnError((failed) -> admitted.release().run())
			.doOnCancel(admitted.release());
	}

	/**
	 * A token may have been verified on another thread.
	 */
	private static Mono<Void> onEventLoop(ServerHttpRequest request, Supplier<Mono<Void>> answer) {
		EventExecutor eventLoop = (EventExecutor) EventLoops.of(request);
		return eventLoop.inEventLoop() ? answer.get()
				: Mono.defer(answer).subscribeOn(Schedulers.fromExecutor(eventLoop));
	}

	private @Nullable PerMessageDeflate compression(HttpHeaders headers, WebSocketHandler handler) {
		List<String> offers = headers.getOrEmpty("Sec-WebSocket-Extensions");
		boolean streams = handler instanceof Endpoint endpoint && endpoint.streams();
		return (this.properties.compression() && !streams && !offers.isEmpty())
				? PerMessageDeflate.negotiate(offers, this.properties.compressionContextTakeover()) : null;
	}

	/**
	 * What a session keeps of its handshake: a reference to the request would keep ten
	 * times as much.
	 */
	private static HandshakeInfo info(ServerHttpRequest request, @Nullable InetSocketAddress peer,
			@Nullable String subprotocol) {
		return new HandshakeInfo(request.getURI(), HttpHeaders.EMPTY, NO_COOKIES, Mono.empty(), subprotocol, peer,
				Map.of(), null);
	}

	private Mono<Void> refuse(ServerWebExchange exchange, Admission.Refused refused) {
		return refuse(exchange, new Refusal(HttpStatus.valueOf(refused.status()), refused.reason(), refused.detail(),
				Map.of(HttpHeaders.RETRY_AFTER, Long.toString(refused.retryAfterSeconds()))));
	}

	private Mono<Void> refuse(ServerWebExchange exchange, Refusal refusal) {
		this.listeners.rejected(refusal.reason());
		return answer(exchange, refusal);
	}

	private static Mono<Void> answer(ServerWebExchange exchange, Refusal refusal) {
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(refusal.status());
		refusal.headers().forEach(response.getHeaders()::set);
		response.getHeaders().setContentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));
		byte[] line = (refusal.detail() + "\n").getBytes(StandardCharsets.UTF_8);
		response.getHeaders().setContentLength(line.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(line)));
	}

}

package dev.echocast.session;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import dev.echocast.frame.CloseCodes;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Mono;

/**
 * {@code /actuator/sessions}: what is open here, and a way to close it.
 */
@Endpoint(id = "sessions")
final class SessionsEndpoint {

	private static final int DEFAULT_LIMIT = 1000;

	/** No user has a longer name. */
	private static final int MAX_USER_BYTES = 255;

	private final SessionRegistry registry;

	private final Revoker revoker;

	SessionsEndpoint(SessionRegistry registry, Revoker revoker) {
		this.registry = registry;
		this.revoker = revoker;
	}

	/**
	 * The sessions that have been open longest, optionally of one endpoint, topic or
	 * user.
	 * @param limit how many to list; the answer's {@code total} tells how many there are
	 */
	@ReadOperation
	Listing list(@Nullable String endpoint, @Nullable String topic, @Nullable String user, @Nullable Integer limit) {
		List<SessionDescription> matching = this.registry.all()
			.stream()
			.map(Session::describe)
			.filter((session) -> endpoint == null || endpoint.equals(session.endpoint()))
			.filter((session) -> topic == null || topic.equals(session.topic()))
			.filter((session) -> user == null || user.equals(session.user()))
			.sorted(Comparator.comparing(SessionDescription::opened))
			.toList();
		int most = (limit != null) ? Math.max(limit, 0) : DEFAULT_LIMIT;
		return new Listing(matching.size(), matching.stream().limit(most).toList());
	}

	@ReadOperation
	@Nullable SessionDescription show(@Selector String id) {
		return this.registry.find(id).map(Session::describe).orElse(null);
	}

	/**
	 * Begin the closing handshake of a session.
	 * @param code a code that an endpoint may send; 1008 by default
	 * @param reason at most 123 bytes of UTF-8; none by default
	 */
	@DeleteOperation
	Mono<WebEndpointResponse<Void>> close(@Selector String id, @Nullable Integer code, @Nullable String reason) {
		CloseStatus status = new CloseStatus(valid(code), valid(reason));
		return Mono.justOrEmpty(this.registry.find(id))
			.flatMap((session) -> session.connection()
				.close(status)
				.thenReturn(new WebEndpointResponse<Void>(WebEndpointResponse.STATUS_NO_CONTENT)))
			.defaultIfEmpty(new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND));
	}

	/**
	 * Close all that a user has open, on all nodes, and refuse the tokens that were
	 * issued to the user before now. 503 says that it is done on this node alone, and
	 * perhaps not on others.
	 */
	@DeleteOperation
	Mono<WebEndpointResponse<Map<String, String>>> revoke(String user) {
		int length = user.getBytes(StandardCharsets.UTF_8).length;
		if (length == 0 || length > MAX_USER_BYTES) {
			throw new InvalidEndpointRequestException("no user has this name",
					"user must be a name of 1 to " + MAX_USER_BYTES + " bytes of UTF-8");
		}
		return this.revoker.revoke(user)
			.thenReturn(new WebEndpointResponse<Map<String, String>>(WebEndpointResponse.STATUS_NO_CONTENT))
			.onErrorReturn(new WebEndpointResponse<>(
					Map.of("reason", "Done on this node, but perhaps not on others: repeat it"),
					WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE));
	}

	private static int valid(@Nullable Integer code) {
		int value = (code != null) ? code : CloseStatus.POLICY_VIOLATION.getCode();
		if (!CloseCodes.mayBeSent(value)) {
			throw new InvalidEndpointRequestException("close code " + value + " may not be sent",
					"code must be 1000-1003, 1007-1014 or 3000-4999");
		}
		return value;
	}

	private static @Nullable String valid(@Nullable String reason) {
		if (reason != null && reason.getBytes(StandardCharsets.UTF_8).length > CloseCodes.MAX_REASON_BYTES) {
			throw new InvalidEndpointRequestException("reason too long",
					"reason must be at most " + CloseCodes.MAX_REASON_BYTES + " bytes of UTF-8");
		}
		return reason;
	}

	/**
	 * Open sessions.
	 *
	 * @param total how many match
	 * @param sessions those listed
	 */
	record Listing(int total, List<SessionDescription> sessions) {

	}

}

package dev.echocast.session;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.function.LongConsumer;

import dev.echocast.access.Identity;
import dev.echocast.transport.Initiator;
import dev.echocast.transport.LocalSession;
import dev.echocast.transport.SessionListener;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.publisher.Mono;

/**
 * What is known of one open session. Its counts are written on the session's event loop
 * and may be read from any thread.
 */
public final class Session implements SessionListener {

	private final LocalSession connection;

	private final EndpointMeters meters;

	private final SessionRegistry registry;

	private final Instant opened;

	private final Tally messagesReceived = new Tally();

	private final Tally bytesReceived = new Tally();

	private final Tally messagesSent = new Tally();

	private final Tally bytesSent = new Tally();

	private final RateLimit rate;

	private volatile @Nullable String topic;

	private volatile @Nullable OutboundQueue queue;

	private volatile Mono<Void> delivered = Mono.empty();

	Session(LocalSession connection, EndpointMeters meters, SessionRegistry registry, Instant opened, RateLimit rate) {
		this.rate = rate;
		this.connection = connection;
		this.meters = meters;
		this.registry = registry;
		this.opened = opened;
	}

	/**
	 * An unguessable UUID; knowing it allows nothing.
	 */
	public String id() {
		return this.connection.getId();
	}

	/**
	 * Note the topic that the session has joined and the queue it is sent from.
	 * @param delivered completes when all that is on its way to the queue is in it
	 */
	public void joined(String topic, OutboundQueue queue, Mono<Void> delivered) {
		this.topic = topic;
		this.queue = queue;
		this.delivered = delivered;
	}

	/**
	 * Close the session when it has been given what was published until now.
	 */
	void end(CloseStatus status) {
		this.delivered.then(this.connection.close(status)).subscribe();
	}

	/**
	 * Where this session's queue counts what it lost.
	 */
	public LongConsumer dropCounter(OverflowPolicy policy) {
		return this.meters.dropped(policy);
	}

	@Override
	public void received(int texts, int binaries, long bytes) {
		this.messagesReceived.add((long) texts + binaries);
		this.bytesReceived.add(bytes);
		this.meters.received(texts, binaries, bytes);
		this.rate.count(texts + binaries);
	}

	@Override
	public void sent(int texts, int binaries, long bytes) {
		this.messagesSent.add((long) texts + binaries);
		this.bytesSent.add(bytes);
		this.meters.sent(texts, binaries, bytes);
	}

	@Override
	public void pinged() {
		this.rate.count(1);
	}

	@Override
	public void answered(long nanos) {
		this.registry.answered(nanos);
	}

	@Override
	public void unanswered() {
		this.registry.wasCut();
	}

	@Override
	public void closed(CloseStatus status, Initiator by) {
		this.registry.closed(this, status, by);
	}

	/**
	 * Who its peer is now.
	 */
	Identity identity() {
		return this.connection.lease().identity();
	}

	boolean isOpen() {
		return this.connection.isOpen();
	}

	/**
	 * Whether something waits for the peer to read.
	 */
	boolean isBehind() {
		OutboundQueue queue = this.queue;
		return queue != null && queue.queuedMessages() > 0;
	}

	LocalSession connection() {
		return this.connection;
	}

	EndpointMeters meters() {
		return this.meters;
	}

	Instant opened() {
		return this.opened;
	}

	SessionDescription describe() {
		OutboundQueue queue = this.queue;
		Identity identity = identity();
		return new SessionDescription(id(), this.meters.endpoint(), this.topic, remoteAddress(), this.opened,
				identity.user(), identity.key(), this.connection.getHandshakeInfo().getSubProtocol(),
				new SessionDescription.Traffic(this.messagesReceived.get(), this.bytesReceived.get()),
				new SessionDescription.Traffic(this.messagesSent.get(), this.bytesSent.get()),
				(queue != null) ? new SessionDescription.Traffic(queue.queuedMessages(), queue.queuedBytes())
						: new SessionDescription.Traffic(0, 0));
	}

	private String remoteAddress() {
		InetSocketAddress peer = this.connection.getHandshakeInfo().getRemoteAddress();
		if (peer == null) {
			return "unknown";
		}
		return (peer.getPort() == 0) ? NetUtil.toAddressString(peer.getAddress()) : NetUtil.toSocketAddressString(peer);
	}

}

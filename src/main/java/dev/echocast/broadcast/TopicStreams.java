package dev.echocast.broadcast;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import dev.echocast.access.Identity;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.Position;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.session.EventStreams;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.QueueProperties;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import dev.echocast.transport.Until;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Topics as server-sent events. A stream is a member of its topic with the queue and the
 * overflow policy of any other. One that is too slow fails with a {@link CloseException}
 * of 1013 as soon as it is clear, one that meets a drain with 1001, and one whose token
 * ends or is taken back with 3000, behind what was published before.
 */
public final class TopicStreams {

	/** Below the 30 s after which some proxies drop a silent response. */
	static final Duration HEARTBEAT = Duration.ofSeconds(15);

	private final Topics topics;

	private final QueueProperties limits;

	private final LongConsumer dropped;

	private final Scheduler scheduler;

	private final EventStreams streams;

	/**
	 * Create streams of topics.
	 * @param dropped counts what slow streams lose
	 * @param streams ends them when the service drains
	 * @param scheduler times the comments that keep a stream open
	 */
	TopicStreams(Topics topics, QueueProperties limits, LongConsumer dropped, EventStreams streams,
			Scheduler scheduler) {
		this.topics = topics;
		this.limits = limits;
		this.dropped = dropped;
		this.streams = streams;
		this.scheduler = scheduler;
	}

	/**
	 * Follow a topic. The first event, {@code welcome}, tells where the topic is.
	 * @param since resumes after this position
	 * @param history how many of the latest messages come first if it does not resume
	 * @param identity who follows it, with whose token it ends
	 * @param eventLoop of the connection that it is written to: signals come on it, and
	 * demand is expected from it. Each message carries a reference that its receiver
	 * gives back.
	 * @param memory what the stream's peer makes this process hold
	 */
	public Flux<EncodedMessage> open(String topic, @Nullable Position since, int history, Identity identity,
			Executor eventLoop, MemoryAccount memory) {
		JoinRequest request = new JoinRequest(topic, true, false, ReplayRequest.of(since, history));
		return Flux.using(() -> join(request, identity, eventLoop, memory), this::events, this::leave, false)
			.subscribeOn(Schedulers.fromExecutor(eventLoop));
	}

	private Member join(JoinRequest request, Identity identity, Executor eventLoop, MemoryAccount memory) {
		String session = "events-" + UUID.randomUUID();
		Member member = new Member(session, () -> identity, request, WireForm.EVENT,
				(welcome) -> welcome(session, identity, request.topic(), welcome), eventLoop,
				new OutboundQueue(this.limits, this.dropped, memory), memory);
		this.topics.join(member);
		return member;
	}

	private Flux<EncodedMessage> events(Member member) {
		Flux<EncodedMessage> events = member.encodedMessages()
			.transform(Until.ends(this.topics.replay(member).then(Mono.never())));
		return Flux
			.using(() -> beat(member), (beating) -> this.streams.track(events, member.identity(), member.delivered()),
					Disposable::dispose)
			.onErrorMap(EngineUnavailableException.class, (lost) -> new CloseException(BroadcastHandler.UNAVAILABLE));
	}

	/**
	 * Leave in a task of its own: what ends a stream may be a delivery to it.
	 */
	private void leave(Member member) {
		member.eventLoop().execute(() -> this.topics.leave(member));
	}

	private static byte[] welcome(String session, Identity identity, String topic, Welcome welcome) {
		byte[] json = TopicJson.welcome(session, null, identity, topic, welcome);
		return TopicEvents.event("welcome", welcome.start(), new String(json, StandardCharsets.UTF_8));
	}

	/**
	 * What a stream that failed says at the end: a comment with the reason.
	 */
	public static EncodedMessage lastWords(CloseStatus status) {
		return EncodedMessage.unframed(ByteBufAllocator.DEFAULT,
				TopicEvents.comment(String.valueOf(status.getReason())));
	}

	private Disposable beat(Member member) {
		byte[] comment = TopicEvents.comment("still here");
		return this.scheduler.schedulePeriodically(() -> member.tell(comment), HEARTBEAT.toMillis(),
				HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
	}

}

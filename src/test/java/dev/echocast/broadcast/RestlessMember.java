package dev.echocast.broadcast;

import dev.echocast.access.Identity;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;

import dev.echocast.engine.Position;
import dev.echocast.memory.MemoryAccount;
import dev.echocast.session.OutboundQueue;
import dev.echocast.session.OverflowPolicy;
import dev.echocast.session.QueueProperties;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A member in the JSON form that leaves after some messages and comes back for what it
 * missed. Confined to its event loop.
 */
final class RestlessMember {

	private final Topics topics;

	private final ExecutorService eventLoop;

	private final Random random;

	private final List<String> problems;

	private Member member;

	private Disposable receiving;

	private String epoch;

	private int untilLeaving;

	private volatile long seen = -1;

	private volatile int resumes;

	private volatile boolean staying;

	/**
	 * Create a member that has not joined yet.
	 * @param problems gets a line for each gap and each duplicate; from any thread
	 */
	RestlessMember(Topics topics, ExecutorService eventLoop, int seed, List<String> problems) {
		this.topics = topics;
		this.problems = problems;
		this.eventLoop = eventLoop;
		this.random = new Random(seed);
	}

	/** How often it came back. */
	int resumes() {
		return this.resumes;
	}

	/** The offset of the last message it got. */
	long seen() {
		return this.seen;
	}

	/** Leave no more. */
	void stay() {
		this.staying = true;
	}

	void join() {
		this.eventLoop.execute(() -> {
			Position since = (this.seen >= 0) ? new Position(this.epoch, this.seen) : null;
			OutboundQueue queue = new OutboundQueue(
					new QueueProperties(Integer.MAX_VALUE, DataSize.ofGigabytes(1), OverflowPolicy.DISCONNECT),
					(count) -> {
					}, MemoryAccount.UNLIMITED);
			Member member = new Member("f", () -> Identity.ANYBODY,
					new JoinRequest("t", true, false, ReplayRequest.of(since, 0)), WireForm.JSON,
					(welcome) -> TopicJson.welcome("f", "n", Identity.ANYBODY, "t", welcome), this.eventLoop, queue,
					MemoryAccount.UNLIMITED);
			this.member = member;
			this.untilLeaving = 1 + this.random.nextInt(200);
			this.receiving = member.messages().doOnNext((message) -> {
				byte[] frames = new byte[message.getPayload().readableByteCount()];
				message.getPayload().toByteBuffer(ByteBuffer.wrap(frames));
				message.release();
				take(member, ByteBuffer.wrap(frames));
			}).subscribe();
			this.topics.join(member);
			this.topics.replay(member).subscribe();
		});
	}

	/** Joined messages come as several frames in one piece. */
	private void take(Member from, ByteBuffer frames) {
		while (frames.hasRemaining()) {
			frames.get();
			int length = frames.get();
			byte[] payload = new byte[(length == 126) ? frames.getShort() : length];
			frames.get(payload);
			JsonNode json = JsonMapper.shared().readTree(payload);
			Position position = Position.parse(json.path("position").asString());
			if (json.path("type").asString().equals("welcome")) {
				welcomed(json, position);
			}
			else if (from == this.member) {
				received(position);
			}
		}
	}

	private void welcomed(JsonNode welcome, Position position) {
		if (this.seen < 0) {
			this.epoch = position.epoch();
			this.seen = position.offset();
		}
		else if (!welcome.path("recovered").asBoolean(false)) {
			this.problems.add("not recovered since " + this.seen);
		}
	}

	private void received(Position position) {
		if (position.offset() != this.seen + 1 || !position.epoch().equals(this.epoch)) {
			this.problems.add(position + " after " + this.seen);
		}
		this.seen = position.offset();
		if (--this.untilLeaving == 0 && !this.staying) {
			Member left = this.member;
			Disposable received = this.receiving;
			this.member = null;
			this.resumes++;
			this.eventLoop.execute(() -> {
				received.dispose();
				this.topics.leave(left);
			});
			join();
		}
	}

	void leaveForGood() {
		this.eventLoop.execute(() -> {
			this.receiving.dispose();
			this.topics.leave(this.member);
		});
	}

}

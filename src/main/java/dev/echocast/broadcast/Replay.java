package dev.echocast.broadcast;

import java.util.List;

import dev.echocast.engine.BroadcastEngine;
import dev.echocast.engine.EngineUnavailableException;
import dev.echocast.engine.History;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import dev.echocast.transport.CloseException;
import dev.echocast.transport.EncodedMessage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The past of a topic for one member, up to where its queue of live messages begins. It
 * is read page by page, the next when the member has taken the one before, so that a
 * member which does not read costs a page or two. Confined to the member's event loop.
 */
final class Replay {

	private final BroadcastEngine engine;

	private final SharedForms forms;

	private final Member member;

	private final Scheduler eventLoop;

	/** Of the latest publication that was read, or what the member asked for. */
	private Position at = new Position("", 0);

	Replay(BroadcastEngine engine, SharedForms forms, Member member) {
		this.engine = engine;
		this.forms = forms;
		this.member = member;
		this.eventLoop = Schedulers.fromExecutor(member.eventLoop());
	}

	/**
	 * Read the first page.
	 */
	Mono<History> first() {
		ReplayRequest request = this.member.replayRequest();
		return this.engine.history(this.member.topic(), request.since(), request.limit())
			.single()
			.publishOn(this.eventLoop);
	}

	/**
	 * What the member is told on joining, the messages of the first page, as the member's
	 * seam left it, and those of all others.
	 * @param members how many members the topic has
	 */
	Flux<EncodedMessage> messages(History first, int members) {
		Boolean recovered = (this.member.replayRequest().since() != null) ? first.complete() : null;
		return Mono.fromSupplier(() -> this.member.told(new Welcome(members, first, recovered)))
			.map((welcome) -> this.member.form().wrap(welcome))
			.concatWith(pages(first, members));
	}

	private Flux<EncodedMessage> pages(History first, int members) {
		this.at = end(first);
		return Flux.just(new Page(null, first.publications()))
			.concatWith(Mono.defer(() -> next(members)).repeat(this.member::awaitsReplay))
			.takeUntil((page) -> !this.member.awaitsReplay())
			.concatMap(this::encode, 0);
	}

	private Mono<Page> next(int members) {
		return this.engine.history(this.member.topic(), this.at, Integer.MAX_VALUE)
			.filter((page) -> page.position().epoch().equals(this.at.epoch()))
			.switchIfEmpty(Mono.error(() -> new EngineUnavailableException("the topic began a new epoch", null)))
			.publishOn(this.eventLoop)
			.map((page) -> follow(page, members));
	}

	private Page follow(History page, int members) {
		this.at = end(page);
		List<Publication> publications = this.member.replay(page).publications();
		// What was too old by the time the member had taken the page before.
		Position first = publications.isEmpty() ? this.at : publications.get(0).position();
		return new Page(page.complete() ? null : this.member.told(Welcome.afterGap(members, first)), publications);
	}

	private static Position end(History page) {
		Position last = page.last();
		return (last != null) ? last : page.position();
	}

	private Flux<EncodedMessage> encode(Page page) {
		Flux<EncodedMessage> publications = Flux.using(() -> hold(page.publications()),
				(held) -> Flux.fromIterable(held).map(this::encode), this::drop);
		return Mono.justOrEmpty(page.gap()).map((gap) -> this.member.form().wrap(gap)).concatWith(publications);
	}

	private EncodedMessage encode(Publication publication) {
		if (publication.shared().bytes() > SharedForms.LARGE_BYTES && this.member.memory().isExhausted()) {
			throw CloseException.shortOfMemory();
		}
		return this.forms.encode(publication, this.member.form());
	}

	private List<Publication> hold(List<Publication> publications) {
		publications.forEach((publication) -> this.member.memory().hold(publication.shared()));
		return publications;
	}

	private void drop(List<Publication> publications) {
		publications.forEach((publication) -> this.member.memory().drop(publication.shared()));
	}

	/**
	 * Part of a replay.
	 *
	 * @param gap what the member is told of what is missing before it, if something is
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	private record Page(byte @Nullable [] gap, List<Publication> publications) {

	}

}

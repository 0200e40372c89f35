package dev.echocast.engine;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells nodes of the members that topics have on other nodes. Safe for use from any
 * thread; no method blocks. What it tells may be some seconds old.
 */
public interface Roster {

	/** There is no other node. */
	Roster ALONE = new Roster() {

		@Override
		public boolean isShared() {
			return false;
		}

		@Override
		public void changed(String topic, List<Attendee> joined, List<Attendee> left, int members) {
			// Nobody else is interested.
		}

		@Override
		public Flux<Elsewhere> elsewhere(String topic) {
			return Flux.empty();
		}

		@Override
		public Mono<Members> members(String topic, int limit) {
			return Mono.just(new Members(0, List.of()));
		}

		@Override
		public Mono<Set<String>> topics() {
			return Mono.just(Set.of());
		}

	};

	/**
	 * Whether there are other nodes to tell.
	 */
	boolean isShared();

	/**
	 * Tell the other nodes who came and went here.
	 * @param joined who came
	 * @param left who went
	 * @param members how many there are here now
	 */
	void changed(String topic, List<Attendee> joined, List<Attendee> left, int members);

	/**
	 * Follow what changes on other nodes, in a topic that has members here. It has no
	 * demand: what is not taken is made up for by what comes next.
	 */
	Flux<Elsewhere> elsewhere(String topic);

	/**
	 * The members of a topic on other nodes. Fails with
	 * {@link EngineUnavailableException}.
	 * @param limit how many sessions to name at most
	 */
	Mono<Members> members(String topic, int limit);

	/**
	 * The topics that have members on any node. Fails with
	 * {@link EngineUnavailableException}.
	 */
	Mono<Set<String>> topics();

	/**
	 * A change on other nodes.
	 *
	 * @param members how many members they have together
	 * @param joined who came; {@code null} when nobody did
	 * @param left who went; {@code null} when nobody did
	 */
	record Elsewhere(int members, @Nullable Movement joined, @Nullable Movement left) {

	}

	/**
	 * A member as others see it.
	 *
	 * @param session its session
	 * @param user whose that is; {@code null} if no user's, or if that is not known
	 * @param info what others may see of the user, an object of JSON; {@code null} for
	 * nothing
	 */
	record Attendee(String session, @Nullable String user, @Nullable String info) {

	}

	/**
	 * Members that came or went.
	 *
	 * @param latest one of them
	 * @param others how many more there were
	 */
	record Movement(Attendee latest, int others) {

		/**
		 * Sum some members up; {@code null} when there are none.
		 */
		public static @Nullable Movement of(List<Attendee> members) {
			return members.isEmpty() ? null : new Movement(members.get(members.size() - 1), members.size() - 1);
		}

	}

	/**
	 * Members of a topic.
	 *
	 * @param count how many there are
	 * @param sessions some or all of them
	 */
	record Members(int count, List<String> sessions) {

	}

}

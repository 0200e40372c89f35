package dev.echocast.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.echocast.cluster.Journal.Acknowledged;
import dev.echocast.engine.Position;

/**
 * Finds what in the journals of a run breaks the guarantee: an acknowledged publish
 * reaches every member that stays connected or resumes, in offset order, once; what is
 * lost with its epoch is announced. Nothing in the run may have been too old to be
 * resumed.
 * <p>
 * Texts are {@code publisher#number}, with numbers that rise. What a publisher repeats
 * because it had no answer has the same text.
 */
final class Checker {

	private final List<String> violations = new ArrayList<>();

	/** Topic, epoch, offset to text. */
	private final Map<String, Map<String, TreeMap<Long, String>>> contents = new TreeMap<>();

	/** Topic, epoch and text to where it is. */
	private final Map<List<String>, Position> places = new HashMap<>();

	private int delivered;

	private int gaps;

	private Checker() {
	}

	/**
	 * Check a run.
	 * @param journals of all members
	 * @param acknowledged what publishers were told
	 * @param ends where topics were at the end
	 * @param losses how often everything was lost
	 */
	static Report check(List<Journal> journals, List<Acknowledged> acknowledged, Map<String, Position> ends,
			int losses) {
		Checker checker = new Checker();
		for (Journal journal : journals) {
			Position end = journal.stayed() ? ends.get(journal.topic()) : null;
			checker.walk(journal, end, acknowledged);
		}
		acknowledged.forEach((it) -> checker.place(it.topic(), it.position(), it.id(), "acknowledged"));
		checker.checkPublishers();
		checker.checkEpochs(losses);
		int epochs = checker.contents.values().stream().mapToInt(Map::size).sum();
		return new Report(acknowledged.size(), checker.delivered, epochs, checker.gaps, checker.violations);
	}

	private void walk(Journal journal, Position end, List<Acknowledged> acknowledged) {
		Reader reader = new Reader(journal.member() + " of " + journal.topic(), this.violations);
		for (Journal.Entry entry : journal.entries()) {
			reader.read(entry);
			if (entry instanceof Journal.Delivered delivery) {
				this.delivered++;
				place(journal.topic(), delivery.position(), delivery.id(), "seen by " + journal.member());
			}
		}
		this.gaps += reader.gaps();
		if (end != null) {
			reader.end(end);
			acknowledged.stream()
				.filter((it) -> it.topic().equals(journal.topic()) && reader.owes(it.position(), end))
				.forEach((it) -> this.violations.add("lost: " + it + " did not reach " + journal.member()));
		}
	}

	private void place(String topic, Position position, String id, String how) {
		String present = this.contents.computeIfAbsent(topic, (key) -> new HashMap<>())
			.computeIfAbsent(position.epoch(), (key) -> new TreeMap<>())
			.putIfAbsent(position.offset(), id);
		if (present != null && !present.equals(id)) {
			this.violations.add("two messages in one place: " + position + " of " + topic + " is " + present + " and, "
					+ how + ", " + id);
		}
		Position other = this.places.putIfAbsent(List.of(topic, position.epoch(), id), position);
		if (other != null && !other.equals(position)) {
			this.violations.add("published twice: " + id + " is at " + other + " and, " + how + ", at " + position);
		}
	}

	private void checkPublishers() {
		this.contents.forEach((topic, epochs) -> epochs.forEach((epoch, messages) -> {
			Map<String, Integer> latest = new HashMap<>();
			messages.forEach((offset, id) -> {
				int hash = id.lastIndexOf('#');
				int number = Integer.parseInt(id.substring(hash + 1));
				Integer before = latest.put(id.substring(0, hash), number);
				if (before != null && before > number) {
					this.violations.add("a publisher's order: " + id + " is after number " + before + " at " + epoch
							+ ":" + offset + " of " + topic);
				}
			});
		}));
	}

	private void checkEpochs(int losses) {
		this.contents.forEach((topic, epochs) -> {
			if (epochs.size() > losses + 1) {
				this.violations.add("an epoch too many: " + topic + " had " + epochs.keySet() + " with " + losses
						+ " losses of everything");
			}
		});
	}

	/**
	 * What was found.
	 *
	 * @param acknowledged how many publishes were
	 * @param delivered how many messages members got together
	 * @param epochs of all topics
	 * @param gaps how often a member was told of a loss
	 * @param violations what breaks the guarantee
	 */
	record Report(int acknowledged, int delivered, int epochs, int gaps, List<String> violations) {

		@Override
		public String toString() {
			return "%d acknowledged, %d delivered, %d epochs, %d gaps announced, %d violations"
				.formatted(this.acknowledged, this.delivered, this.epochs, this.gaps, this.violations.size());
		}

	}

	/**
	 * Reads one journal as the member would.
	 */
	private static final class Reader {

		private final String name;

		private final List<String> violations;

		private final Set<Position> seen = new HashSet<>();

		/** From where on the member has a right to all of an epoch. */
		private final Map<String, Long> starts = new HashMap<>();

		private boolean welcomed;

		private Position since;

		/** The latest position. */
		private Position at;

		private int gaps;

		Reader(String name, List<String> violations) {
			this.name = name;
			this.violations = violations;
		}

		int gaps() {
			return this.gaps;
		}

		void read(Journal.Entry entry) {
			if (entry instanceof Journal.Opened opened) {
				this.welcomed = false;
				this.since = opened.since();
			}
			else if (entry instanceof Journal.Welcomed welcome) {
				if (this.welcomed) {
					lost(welcome);
				}
				else {
					welcome(welcome);
				}
			}
			else if (entry instanceof Journal.Delivered delivery) {
				deliver(delivery.position());
			}
		}

		private void welcome(Journal.Welcomed welcome) {
			this.welcomed = true;
			if (this.since == null) {
				check(welcome.recovered() == null, "recovered without having asked", welcome);
				takeUp(welcome.position(), welcome.position().offset());
			}
			else if (Boolean.TRUE.equals(welcome.recovered())) {
				check(welcome.position().reaches(this.since), "recovered to before " + this.since, welcome);
				takeUp(this.since, this.since.offset());
			}
			else {
				check(welcome.recovered() != null, "not told whether recovered", welcome);
				check(!welcome.position().epoch().equals(this.since.epoch()),
						"a loss in an epoch that lost nothing, since " + this.since, welcome);
				this.gaps++;
				// All of the new epoch is kept and follows.
				takeUp(new Position(welcome.position().epoch(), 0), 0);
			}
		}

		/**
		 * Told in mid-stream. What is kept of the new epoch must come from its beginning.
		 */
		private void lost(Journal.Welcomed welcome) {
			this.gaps++;
			check(Boolean.FALSE.equals(welcome.recovered()), "a second welcome that tells of no loss", welcome);
			// Who joined a new epoch before its first message may be told with all
			// others.
			check(this.at.equals(welcome.position()) || !this.at.epoch().equals(welcome.position().epoch()),
					"a loss in an epoch that lost nothing, after " + this.at, welcome);
			takeUp(welcome.position(), 0);
		}

		private void takeUp(Position position, long start) {
			this.at = position;
			this.starts.putIfAbsent(position.epoch(), start);
		}

		private void deliver(Position position) {
			check(this.welcomed, "a message before the welcome", position);
			check(this.seen.add(position), "duplicate", position);
			boolean same = this.at == null || position.epoch().equals(this.at.epoch());
			check(same, "a silent change of the epoch, after " + this.at, position);
			if (same && this.at != null) {
				check(position.offset() > this.at.offset(), "out of order, after " + this.at, position);
				check(position.offset() <= this.at.offset() + 1, "a silent gap, after " + this.at, position);
			}
			this.at = position;
		}

		/** What a member that stayed must have got to. */
		void end(Position end) {
			check(end.equals(this.at), "stopped short of the topic, which is at " + end, this.at);
		}

		/** Whether the member should have got a position and did not. */
		boolean owes(Position position, Position end) {
			Long start = this.starts.get(position.epoch());
			return position.epoch().equals(end.epoch()) && (start == null || position.offset() > start)
					&& !this.seen.contains(position);
		}

		private void check(boolean holds, String violation, Object where) {
			if (!holds) {
				this.violations.add(violation + ": " + this.name + " at " + where);
			}
		}

	}

}

package dev.echocast.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
		JournalReader reader = new JournalReader(journal.member() + " of " + journal.topic(), this.violations);
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

}

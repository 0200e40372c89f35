package dev.echocast.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.echocast.engine.Position;

/**
 * Reads one journal as the member would.
 */
final class JournalReader {

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

	JournalReader(String name, List<String> violations) {
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
		check(!this.at.epoch().equals(welcome.position().epoch()),
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

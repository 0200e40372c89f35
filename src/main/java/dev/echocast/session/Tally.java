package dev.echocast.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A count that one thread writes and any thread reads. It costs a plain addition: no
 * lock, no fence, no allocation.
 */
@SuppressWarnings("serial") // never written
final class Tally extends AtomicLong {

	void add(long amount) {
		setOpaque(getPlain() + amount);
	}

}

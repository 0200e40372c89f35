package dev.echocast.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A count that one thread writes and any thread reads. It costs a plain addition: no
 * lock, no fence, no allocation.
 */
final class Tally {

	private static final VarHandle VALUE;

	static {
		try {
			VALUE = MethodHandles.lookup().findVarHandle(Tally.class, "value", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private long value;

	void add(long amount) {
		VALUE.setOpaque(this, this.value + amount);
	}

	long get() {
		return (long) VALUE.getOpaque(this);
	}

}

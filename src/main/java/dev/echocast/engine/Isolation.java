package dev.echocast.engine;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.netty.util.internal.OutOfDirectMemoryError;

/**
 * Keeps what one of many throws from the others.
 */
public final class Isolation {

	private Isolation() {
	}

	/**
	 * Do something for each. One for which it throws is given up by itself; an error of
	 * the virtual machine is thrown on when all others had their turn.
	 * @param failed told of one that threw, and may throw again
	 */
	public static <T> void forEach(Iterable<? extends T> all, Consumer<T> action, BiConsumer<T, Throwable> failed) {
		Error fatal = null;
		for (T one : all) {
			try {
				action.accept(one);
			}
			catch (Throwable failure) {
				fatal = isFatal(failure) ? (Error) failure : fatal;
				giveUp(one, failure, failed);
			}
		}
		if (fatal != null) {
			throw fatal;
		}
	}

	private static <T> void giveUp(T one, Throwable failure, BiConsumer<T, Throwable> failed) {
		try {
			failed.accept(one, failure);
		}
		catch (RuntimeException another) {
			failure.addSuppressed(another);
		}
	}

	/**
	 * Whether the virtual machine itself is in trouble, so that going on as if nothing
	 * had happened is not for this code to decide. Netty's limit of direct memory is no
	 * such thing: what did not fit was refused.
	 */
	public static boolean isFatal(Throwable failure) {
		return failure instanceof VirtualMachineError && !(failure instanceof OutOfDirectMemoryError);
	}

}

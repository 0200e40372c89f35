package dev.echocast.session;

/**
 * Counts messages that a queue lost; called on any event loop.
 */
@FunctionalInterface
public interface DropCounter {

	void add(long messages);

}

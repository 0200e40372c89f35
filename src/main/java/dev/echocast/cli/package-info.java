/**
 * The utility client: interactive, for scripts ({@code OneShot}), following a topic, and
 * measuring.
 *
 * <p>
 * Entry point: {@link dev.echocast.cli.EchocastCli}. No Spring here, and nothing is
 * loaded before it is needed, because a command of a script has to start in a moment.
 * What a server sent is escaped by {@code Escape} before it reaches a terminal.
 */
@NullMarked
package dev.echocast.cli;

import org.jspecify.annotations.NullMarked;

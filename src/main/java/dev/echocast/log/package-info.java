/**
 * Logs that peers cannot fill.
 */
@NullMarked
package dev.echocast.log;

import org.jspecify.annotations.NullMarked;

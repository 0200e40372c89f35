/**
 * How much memory peers may make this process hold. Everything that grows with what peers
 * send, or do not read, is counted in the {@link dev.echocast.memory.MemoryLedger}, in
 * bytes. Over its limit new work is refused and the largest holder has to go, so that a
 * peer which takes more than its share costs itself.
 */
@NullMarked
package dev.echocast.memory;

import org.jspecify.annotations.NullMarked;

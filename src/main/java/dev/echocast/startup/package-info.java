/**
 * What the operator reads when the process starts or refuses to: one line either way.
 */
@NullMarked
package dev.echocast.startup;

import org.jspecify.annotations.NullMarked;

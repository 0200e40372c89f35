@NullMarked
package dev.echocast;

import org.jspecify.annotations.NullMarked;

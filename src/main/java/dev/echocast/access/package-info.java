/**
 * Who a peer is, and what it may do. With nothing configured everybody may do everything;
 * otherwise a peer may do what its token, its key or {@code echocast.access.anonymous}
 * grants. Spring Security verifies tokens.
 */
@NullMarked
package dev.echocast.access;

import org.jspecify.annotations.NullMarked;

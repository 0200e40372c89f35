/**
 * Several nodes that share their topics over a real Redis, as peers see them.
 */
package dev.echocast.cluster;

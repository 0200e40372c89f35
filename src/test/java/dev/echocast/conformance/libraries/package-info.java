/**
 * WebSocket clients that others wrote, against the service. Only the profile
 * {@code conformance} has these libraries and compiles this package.
 */
package dev.echocast.conformance.libraries;

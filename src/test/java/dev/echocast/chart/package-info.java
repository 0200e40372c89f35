/**
 * The Helm chart, rendered in the process and read back with the types of the Kubernetes
 * API.
 */
@NullMarked
package dev.echocast.chart;

import org.jspecify.annotations.NullMarked;

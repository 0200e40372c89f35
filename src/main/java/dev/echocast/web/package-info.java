/**
 * The functional HTTP routes: the topic API, the small pages, and the answers to errors.
 * {@code WebConfiguration} lists all of them.
 */
@NullMarked
package dev.echocast.web;

import org.jspecify.annotations.NullMarked;

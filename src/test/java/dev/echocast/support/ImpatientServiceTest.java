package dev.echocast.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.test.context.TestPropertySource;

/**
 * A test of a service that waits for nobody long; all such tests share one. Only what
 * waits for the end of its patience belongs here: on a slow machine anything else may
 * take longer than it lasts.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServiceTest
@TestPropertySource(properties = { "echocast.transport.handshake-timeout=2s", "echocast.transport.close-timeout=500ms",
		"echocast.transport.message-timeout=500ms", "echocast.transport.ping-interval=1s",
		"echocast.transport.pong-timeout=1s" })
public @interface ImpatientServiceTest {

}

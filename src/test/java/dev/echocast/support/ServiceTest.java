package dev.echocast.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.echocast.EchocastApplication;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.context.annotation.Import;

/**
 * A test of the whole service on a random port; all such tests share one. It gives peers
 * the time that a busy machine may need to say their last words.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = EchocastApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=*",
				"echocast.transport.allowed-origins=https://app.example", "echocast.transport.close-timeout=30s" })
@AutoConfigureWebTestClient
@Import(PatientWebTestClient.class)
@AutoConfigureMetrics
public @interface ServiceTest {

}

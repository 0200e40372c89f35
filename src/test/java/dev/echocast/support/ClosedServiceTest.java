package dev.echocast.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import dev.echocast.EchocastApplication;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * A test of a service that asks everybody who it is; all such tests share one. Nobody may
 * do anything without a token or the key {@link #KEY}, except to join {@code open}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = EchocastApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=*", "echocast.access.cookie=session",
				"echocast.transport.allowed-origins=https://app.example", "echocast.access.query-parameter=true",
				"echocast.limits.per-user=5", "echocast.access.jwt.secret=" + TestTokens.SECRET,
				"echocast.access.jwt.grants[0].topics=users.${user}.**",
				"echocast.access.jwt.grants[0].allow=join,publish", "echocast.access.anonymous[0].topics=open",
				"echocast.access.anonymous[0].allow=join", "echocast.access.keys[0].name=backend",
				"echocast.access.keys[0].sha256=" + ClosedServiceTest.KEY_HASH,
				"echocast.access.keys[0].grants[0].topics=**",
				"echocast.access.keys[0].grants[0].allow=publish,history,presence",
				"echocast.access.keys[1].name=operator",
				"echocast.access.keys[1].sha256=" + ClosedServiceTest.OPERATOR_HASH,
				"echocast.access.keys[1].grants[0].allow=operate,echo" })
@AutoConfigureMetrics
public @interface ClosedServiceTest {

	/** Publishes and reads. */
	String KEY = "ek_tests-backend";

	/** Of {@link #KEY}. */
	String KEY_HASH = "80509dffcc9a7e580d53221ca89e2b8d6fbf6d95943940eb2149e6b27239286e";

	/** Operates. */
	String OPERATOR = "ek_tests-operator";

	/** Of {@link #OPERATOR}. */
	String OPERATOR_HASH = "34ac1cb66d2f8be50077b353155a3000b7b7f920c7dac306287e1a8187243edf";

}

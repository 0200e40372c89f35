package dev.echocast.support;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.test.StepVerifier;

/**
 * Gives all test classes the timeouts of {@link Timeouts} where they do not say one, and
 * has them look often for what they wait for.
 */
public final class TimeoutExtension implements BeforeAllCallback {

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(Timeouts.SOON);
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
		StepVerifier.setDefaultTimeout(Timeouts.SOON);
	}

}

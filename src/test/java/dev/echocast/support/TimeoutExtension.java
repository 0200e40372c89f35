package dev.echocast.support;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.test.StepVerifier;

/**
 * Gives all test classes the timeouts of {@link Timeouts} where they do not say one.
 */
public final class TimeoutExtension implements BeforeAllCallback {

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(Timeouts.SOON);
		StepVerifier.setDefaultTimeout(Timeouts.SOON);
	}

}

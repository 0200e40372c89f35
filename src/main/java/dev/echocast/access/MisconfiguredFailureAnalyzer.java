package dev.echocast.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a start that a {@link MisconfiguredException} has stopped.
 */
final class MisconfiguredFailureAnalyzer extends AbstractFailureAnalyzer<MisconfiguredException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MisconfiguredException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), null, rootFailure);
	}

}

package dev.echocast.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a start that a {@link MisconfiguredException} has stopped; before Boot does,
 * which tells the value.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MisconfiguredFailureAnalyzer extends AbstractFailureAnalyzer<MisconfiguredException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MisconfiguredException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), null, rootFailure);
	}

}

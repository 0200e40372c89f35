package dev.echocast.startup;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/**
 * Says, in one line, why the service does not start. Boot's own report, a block of many
 * lines, is switched off in {@code application.yaml}.
 */
final class OneLineFailureReporter implements FailureAnalysisReporter {

	private static final Log logger = LogFactory.getLog("dev.echocast.Echocast");

	@Override
	public void report(FailureAnalysis analysis) {
		logger.error("Echocast cannot start: " + line(analysis));
	}

	static String line(FailureAnalysis analysis) {
		String action = (analysis.getAction() != null) ? " " + analysis.getAction() : "";
		return (analysis.getDescription() + action).replaceAll("\\s+", " ").strip();
	}

}

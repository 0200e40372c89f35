package dev.echocast.cli;

import java.time.Instant;

import org.jline.reader.impl.history.DefaultHistory;

/**
 * The lines typed before, in memory and in the file, but for those with secrets.
 */
final class CarefulHistory extends DefaultHistory {

	@Override
	public void add(Instant time, String line) {
		if (!Secrets.within(line)) {
			super.add(time, line);
		}
	}

}

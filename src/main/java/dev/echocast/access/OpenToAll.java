package dev.echocast.access;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;

/**
 * Says at the start that nobody is asked who it is, if that is so.
 */
final class OpenToAll {

	private static final Log logger = LogFactory.getLog("dev.echocast.Echocast");

	private final Access access;

	OpenToAll(Access access) {
		this.access = access;
	}

	@EventListener(ApplicationStartedEvent.class)
	void tell() {
		if (this.access.isOpen()) {
			logger.info("Open to all: whoever reaches the port may join, publish to and read every topic;"
					+ " echocast.access says who may do what");
		}
	}

}

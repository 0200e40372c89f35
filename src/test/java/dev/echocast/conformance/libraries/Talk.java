package dev.echocast.conformance.libraries;

import dev.echocast.conformance.libraries.Inbox.Closed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One connection of a library.
 */
record Talk(Inbox inbox, Peer peer) {

	JsonNode json() throws InterruptedException {
		return JsonMapper.shared().readTree(this.inbox.expectText());
	}

	void end() throws Exception {
		this.peer.close(1000, "");
		this.inbox.expect(new Closed(1000, ""));
	}

}

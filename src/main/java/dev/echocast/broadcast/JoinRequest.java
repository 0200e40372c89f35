package dev.echocast.broadcast;

import java.net.URI;

import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What a member asks for in the URI of its opening handshake.
 *
 * @param topic the topic to join
 * @param self whether the member gets what it sends
 */
record JoinRequest(String topic, boolean self) {

	static final String PATH = "/ws/broadcast";

	/**
	 * Read a URI whose path is {@link #PATH} with or without a topic.
	 */
	static JoinRequest of(URI uri) {
		String path = uri.getPath();
		String topic = (path.length() > PATH.length() + 1) ? path.substring(PATH.length() + 1) : TopicName.DEFAULT;
		MultiValueMap<String, String> query = UriComponentsBuilder.fromUri(uri).build().getQueryParams();
		return new JoinRequest(topic, !"false".equals(query.getFirst("self")));
	}

}

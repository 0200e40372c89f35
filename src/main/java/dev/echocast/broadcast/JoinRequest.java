package dev.echocast.broadcast;

import dev.echocast.access.Permission;
import dev.echocast.access.Action;
import java.util.ArrayList;
import java.util.List;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What a member asks for in the URI of its opening handshake.
 *
 * @param topic the topic to join
 * @param self whether the member gets what it sends
 * @param presence whether it is told who else comes and goes
 * @param replay what it wants of the past
 */
record JoinRequest(String topic, boolean self, boolean presence, ReplayRequest replay) {

	/**
	 * What a member must be granted for it.
	 */
	List<Permission> permissions() {
		List<Permission> permissions = new ArrayList<>();
		permissions.add(Permission.to(Action.JOIN, this.topic));
		if (!this.replay.equals(ReplayRequest.NONE)) {
			permissions.add(Permission.to(Action.HISTORY, this.topic));
		}
		if (this.presence) {
			permissions.add(Permission.to(Action.PRESENCE, this.topic));
		}
		return permissions;
	}

	static final String PATH = "/ws/broadcast";

	private static final Pattern NAMED = Pattern.compile(PATH + "(?:/(" + TopicName.PATTERN + "))?");

	/**
	 * Read a URI whose path is {@link #PATH} with or without a topic.
	 * @throws IllegalArgumentException when no topic may have the name, or its query has
	 * a wrong value
	 */
	static JoinRequest of(URI uri) {
		Matcher path = NAMED.matcher(uri.getPath());
		if (!path.matches()) {
			throw new IllegalArgumentException("a topic's name has the form " + TopicName.PATTERN);
		}
		String topic = (path.group(1) != null) ? path.group(1) : TopicName.DEFAULT;
		MultiValueMap<String, String> query = UriComponentsBuilder.fromUri(uri).build().getQueryParams();
		return new JoinRequest(topic, !"false".equals(query.getFirst("self")),
				"true".equals(query.getFirst("presence")),
				ReplayRequest.of(query.getFirst("since"), query.getFirst("history")));
	}

}

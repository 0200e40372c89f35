package dev.echocast.cli;

import java.time.Instant;
import java.util.Map;

import dev.echocast.client.TopicEvent;
import org.jspecify.annotations.Nullable;

/**
 * Events of a topic as the members of a JSON object. Nobody is no member.
 */
final class TopicFields {

	private TopicFields() {
	}

	static Map<String, Object> of(TopicEvent.Welcome welcome) {
		Map<String, Object> fields = EventFields.fields("type", "welcome", "topic", welcome.topic(), "members",
				welcome.members(), "position", welcome.position(), "gap", Boolean.FALSE.equals(welcome.recovered()));
		return known(fields, welcome.user(), welcome.expires());
	}

	static Map<String, Object> of(TopicEvent.Renewed renewed) {
		return known(EventFields.fields("type", "token"), renewed.user(), renewed.expires());
	}

	static Map<String, Object> of(TopicEvent.Published published) {
		Map<String, Object> fields = EventFields.message("message", published.message());
		fields.put("position", published.position());
		fields.put("sender", published.sender());
		return known(fields, published.user(), null);
	}

	static Map<String, Object> of(TopicEvent.Presence presence) {
		Map<String, Object> fields = EventFields.fields("type", presence.joined() ? "joined" : "left", "session",
				presence.session(), "members", presence.members(), "others", presence.others());
		if (!presence.info().isEmpty()) {
			fields.put("info", Json.read(presence.info()));
		}
		return known(fields, presence.user(), null);
	}

	static String remark(TopicEvent.Presence presence) {
		return (presence.joined() ? "joined: " : "left: ") + presence.session()
				+ (presence.user().isEmpty() ? "" : " (" + presence.user() + ")")
				+ ((presence.others() > 0) ? " and " + presence.others() + " more" : "");
	}

	private static Map<String, Object> known(Map<String, Object> fields, String user, @Nullable Instant expires) {
		if (!user.isEmpty()) {
			fields.put("user", user);
		}
		if (expires != null) {
			fields.put("expires", expires.toString());
		}
		return fields;
	}

}

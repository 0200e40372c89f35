package dev.echocast.web;

import java.util.ArrayList;
import java.util.List;

import dev.echocast.support.Conversation;
import dev.echocast.support.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class TopicListIntegrationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private WebTestClient web;

	@Test
	void moreTopicsThanAPageHasComeInSeveral() {
		List<String> names = new ArrayList<>();
		List<Conversation> members = new ArrayList<>();
		try {
			for (int i = 0; i <= TopicHandler.MAX_TOPICS; i++) {
				names.add("of-many-%04d".formatted(i));
				members.add(Conversation.connect(this.port).request("GET", "/ws/broadcast/" + names.get(i)));
			}
			members.forEach((member) -> assertThat(member.response()).startsWith("HTTP/1.1 101 "));
			JsonNode first = list("of-many");
			assertThat(names(first)).isEqualTo(names.subList(0, TopicHandler.MAX_TOPICS));
			JsonNode second = list(first.path("next").asString());
			assertThat(names(second)).first().isEqualTo(names.get(TopicHandler.MAX_TOPICS));
			assertThat(second.has("next")).isFalse();
		}
		finally {
			members.forEach(Conversation::close);
		}
	}

	private static List<String> names(JsonNode list) {
		return list.path("topics").valueStream().map((topic) -> topic.path("topic").asString()).toList();
	}

	private JsonNode list(String after) {
		byte[] answer = this.web.get()
			.uri("/api/topics?after={after}", after)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.returnResult()
			.getResponseBody();
		return JsonMapper.shared().readTree(answer);
	}

}

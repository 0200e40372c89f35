package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import dev.echocast.engine.Message;
import dev.echocast.engine.Position;
import dev.echocast.engine.Publication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How a message looks in a stream and in an announcement.
 */
class WireMessageTests {

	private static final Position POSITION = new Position("e", 7);

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static Message message(@Nullable String sender, boolean text) {
		return new Message("t", sender, text, bytes("hé\n"));
	}

	private static void assertRead(Publication read, Message written) {
		assertThat(read.message()).usingRecursiveComparison().isEqualTo(written);
		assertThat(read.position()).isEqualTo(POSITION);
		assertThat(read.time()).isEqualTo(Instant.ofEpochMilli(42));
	}

	@Test
	void isAByteForTheKindTheSenderWithItsLengthAndThePayload() {
		assertThat(WireMessage.write(message("né", true))).isEqualTo(bytes("t\u0003néhé\n"));
		assertThat(WireMessage.write(message(null, false))).isEqualTo(bytes("b\u0000hé\n"));
	}

	@Test
	void isReadAsItWasWritten() {
		for (Message message : new Message[] { message("né", true), message(null, false), message(null, true) }) {
			assertRead(WireMessage.read("t", POSITION, 42, WireMessage.write(message), 0), message);
		}
	}

	@Test
	void aSenderMayHave255Bytes() {
		Message longest = message("s".repeat(255), true);
		assertRead(WireMessage.read("t", POSITION, 42, WireMessage.write(longest), 0), longest);
		assertThatIllegalArgumentException().isThrownBy(() -> WireMessage.write(message("s".repeat(256), true)));
	}

	@Test
	void isReadBehindThePlaceThatAnAnnouncementGives() {
		Announced announced = Announced.parse("t", bytes("me:7:42\nt\u0001shé\n"));
		assertThat(announced).isInstanceOfSatisfying(Announced.Published.class,
				(published) -> assertRead(published.publication(), message("s", true)));
	}

	@Test
	void whoCameAndWentIsReadAsItWasAnnounced() {
		Announcement announcement = Announcement.of("n", 3, java.util.List.of("a", "b"), java.util.List.of());
		assertThat(new String(announcement.bytes(), StandardCharsets.UTF_8)).isEqualTo("pn 3 b 1 - 0");
		assertThat(Announced.parse("t", announcement.bytes())).isEqualTo(announcement);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "m", "me:7:42", "me:7:42\n", "me:7:42\nt", "me:7:42\nt\u0009", "m7\nt\u0000x",
			"me:x:42\nt\u0000x", "p", "pn", "pn x - 0 - 0", "pn 1 - 0", "pn 1 a x - 0" })
	void whatSomebodyElseSendsIsNone(String garbage) {
		assertThat(Announced.parse("t", bytes(garbage))).isNull();
	}

}

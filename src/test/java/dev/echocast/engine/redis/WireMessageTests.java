package dev.echocast.engine.redis;

import java.util.List;
import dev.echocast.engine.Roster.Attendee;
import static dev.echocast.engine.RosterFixtures.attendees;
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

	private static Message message(@Nullable String sender, @Nullable String user, boolean text) {
		return new Message("t", sender, user, text, bytes("hé\n"));
	}

	private static void assertRead(Publication read, Message written) {
		assertThat(read.message()).usingRecursiveComparison().isEqualTo(written);
		assertThat(read.position()).isEqualTo(POSITION);
		assertThat(read.time()).isEqualTo(Instant.ofEpochMilli(42));
	}

	@Test
	void isAByteForTheKindTheSenderAndTheUserWithTheirLengthsAndThePayload() {
		assertThat(WireMessage.write(message("né", "jó", true))).isEqualTo(bytes("t\u0003né\u0003jóhé\n"));
		assertThat(WireMessage.write(message(null, null, false))).isEqualTo(bytes("b\u0000\u0000hé\n"));
	}

	@Test
	void isReadAsItWasWritten() {
		for (Message message : new Message[] { message("né", null, true), message(null, null, false),
				message(null, "jó", true), message("né", "jó", false) }) {
			assertRead(WireMessage.read("t", POSITION, 42, WireMessage.write(message), 0), message);
		}
	}

	@Test
	void aSenderAndAUserMayHave255BytesEach() {
		Message longest = message("s".repeat(255), "é".repeat(127) + "u", true);
		assertRead(WireMessage.read("t", POSITION, 42, WireMessage.write(longest), 0), longest);
		assertThatIllegalArgumentException().isThrownBy(() -> WireMessage.write(message("s".repeat(256), null, true)));
		assertThatIllegalArgumentException().isThrownBy(() -> WireMessage.write(message(null, "é".repeat(128), true)));
	}

	@Test
	void isReadBehindThePlaceThatAnAnnouncementGives() {
		Announced announced = Announced.parse("t", bytes("me:7:42\nt\u0001s\u0001uhé\n"));
		assertThat(announced).isInstanceOfSatisfying(Announced.Published.class,
				(published) -> assertRead(published.publication(), message("s", "u", true)));
	}

	@Test
	void whoCameAndWentIsReadAsItWasAnnounced() {
		Announcement announcement = Announcement.of("n", 3, attendees("a", "b"), List.of());
		assertThat(new String(announcement.bytes(), StandardCharsets.UTF_8)).isEqualTo("pn 3 b 1 - - - 0 - -");
		assertThat(Announced.parse("t", announcement.bytes())).isEqualTo(announcement);
	}

	@Test
	void whatUsersCallThemselvesAndShowIsAnnouncedWhateverIsInIt() {
		for (String text : List.of("a b", "-", "ada\n", "é - 0", "x".repeat(255))) {
			String info = "{\"says\":\"" + text.replace("\n", "\\n") + "\"}";
			Announcement announcement = Announcement.of("n", 1, List.of(new Attendee("s", text, info)),
					List.of(new Attendee("t", text, null)));
			assertThat(Announced.parse("t", announcement.bytes())).isEqualTo(announcement);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "1", "null", "{", "{} {}", "", "{\"a\":1}x" })
	void whatIsShownOfAUserIsAnObjectWhoeverAnnouncesIt(String info) {
		Announcement announcement = Announcement.of("n", 1, List.of(new Attendee("s", "u", info)), List.of());
		assertThat(Announced.parse("t", announcement.bytes())).isNull();
	}

	@Test
	void nobodyIsShownWithMoreThanAUserMayHave() {
		for (Attendee attendee : List.of(new Attendee("s", "u".repeat(256), null),
				new Attendee("s", "u", "{\"a\":\"" + "x".repeat(1024) + "\"}"))) {
			assertThat(Announced.parse("t", Announcement.of("n", 1, List.of(attendee), List.of()).bytes())).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "m", "me:7:42", "me:7:42\n", "me:7:42\nt", "me:7:42\nt\u0009", "me:7:42\nt\u0000",
			"me:7:42\nt\u0000\u0002x", "m7\nt\u0000\u0000x", "me:x:42\nt\u0000\u0000x", "p", "pn",
			"pn x - 0 - - - 0 - -", "pn 1 - 0 - -", "pn 1 a x - - - 0 - -", "pn 1 a 0 = - - 0 - -",
			"pn 1 a 0 - 0 - 0" })
	void whatSomebodyElseSendsIsNone(String garbage) {
		assertThat(Announced.parse("t", bytes(garbage))).isNull();
	}

}

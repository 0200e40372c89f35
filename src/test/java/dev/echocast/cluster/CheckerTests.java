package dev.echocast.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.echocast.cluster.Journal.Acknowledged;
import dev.echocast.cluster.Journal.Delivered;
import dev.echocast.cluster.Journal.Entry;
import dev.echocast.cluster.Journal.Opened;
import dev.echocast.cluster.Journal.Welcomed;
import dev.echocast.engine.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Journals are written as {@code join}, {@code since:POSITION}, {@code at:POSITION},
 * {@code recovered:POSITION}, {@code lost:POSITION} and {@code POSITION=TEXT}.
 */
class CheckerTests {

	private final List<Journal> journals = new ArrayList<>();

	private final List<Acknowledged> acknowledged = new ArrayList<>();

	private int losses;

	@Test
	void findsNothingInARunAsItShouldBe() {
		stayed("a", "join at:e:0 e:1=p#1 e:2=p#2 since:e:2 recovered:e:4 e:3=q#1 e:4=p#3");
		stayed("b", "join at:e:2 e:3=q#1 e:4=p#3");
		left("c", "join at:e:0 e:1=p#1");
		acknowledge("p#1", "e:1");
		acknowledge("p#3", "e:4");
		assertThat(check("e:4").violations()).isEmpty();
		assertThat(check("e:4")).hasToString("2 acknowledged, 7 delivered, 1 epochs, 0 gaps announced, 0 violations");
	}

	@Test
	void excusesWhatWasLostAndAnnounced() {
		stayed("a", "join at:e:0 e:1=p#1 lost:f:0 f:1=q#3 f:2=q#4");
		stayed("b", "join at:e:0 e:1=p#1 e:2=p#2 since:e:2 lost:f:2 f:1=q#3 f:2=q#4");
		acknowledge("p#2", "e:2");
		acknowledge("q#4", "f:2");
		this.losses = 1;
		assertThat(check("f:2").violations()).isEmpty();
		assertThat(check("f:2").gaps()).isEqualTo(2);
		this.losses = 0;
		assertThat(check("f:2").violations()).singleElement().asString().startsWith("an epoch too many: t");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a silent gap         | join at:e:0 e:1=p#1 e:3=p#3
			a silent gap         | join at:e:0 e:2=p#2 e:3=p#3
			a silent gap         | join at:e:0 e:1=p#1 since:e:1 recovered:e:3 e:3=p#3
			a silent gap         | join at:d:0 since:d:0 lost:e:3 e:2=p#2 e:3=p#3
			a silent change      | join at:d:7 e:1=p#1 e:2=p#2 e:3=p#3
			a silent change      | join at:d:7 since:d:7 recovered:d:7 e:1=p#1 e:2=p#2 e:3=p#3
			duplicate            | join at:e:0 e:1=p#1 e:1=p#1 e:2=p#2 e:3=p#3
			duplicate            | join at:e:0 e:1=p#1 e:2=p#2 since:e:1 recovered:e:3 e:2=p#2 e:3=p#3
			out of order         | join at:e:0 e:2=p#2 e:1=p#1 e:3=p#3
			out of order         | join at:e:1 e:1=p#1 e:2=p#2 e:3=p#3
			a message before     | join e:1=p#1 e:2=p#2 e:3=p#3
			recovered to before  | join at:e:0 e:1=p#1 since:e:1 recovered:e:0 e:2=p#2 e:3=p#3
			recovered to before  | join at:d:0 since:d:0 recovered:e:0 e:1=p#1 e:2=p#2 e:3=p#3
			recovered without    | join recovered:e:0 e:1=p#1 e:2=p#2 e:3=p#3
			not told whether     | join at:e:0 since:e:0 at:e:0 e:1=p#1 e:2=p#2 e:3=p#3
			a loss in an epoch   | join at:e:0 since:e:0 lost:e:3 e:1=p#1 e:2=p#2 e:3=p#3
			a loss in an epoch   | join at:e:0 lost:e:2 e:3=p#3
			a second welcome     | join at:d:0 recovered:e:0 e:1=p#1 e:2=p#2 e:3=p#3
			stopped short        | join at:e:0 e:1=p#1 e:2=p#2
			stopped short        | join at:e:0 e:1=p#1 e:2=p#2 e:3=p#3 e:4=p#4
			lost: Acknowledged   | join at:e:0 e:1=p#1 e:3=p#3
			lost: Acknowledged   | join at:d:0 lost:e:2 e:3=p#3
			two messages in one  | join at:e:0 e:1=p#1 e:2=q#2 e:3=p#3
			published twice      | join at:e:0 e:1=p#1 e:2=p#2 e:3=p#3 e:4=p#3
			a publisher's order  | join at:e:0 e:1=p#9 e:2=p#2 e:3=p#3
			""")
	void finds(String violation, String journal) {
		acknowledge("p#2", "e:2");
		this.losses = 1;
		stayed("a", "join at:e:2 e:3=p#3");
		stayed("b", journal);
		assertThat(check("e:3").violations()).anyMatch((it) -> it.startsWith(violation));
	}

	@Test
	void doesNotExpectOfThoseWhoLeftWhatCameLater() {
		left("a", "join at:e:0 e:1=p#1");
		acknowledge("p#2", "e:2");
		assertThat(check("e:2").violations()).isEmpty();
	}

	@Test
	void findsTwoMessagesInOnePlaceThatDifferentMembersSee() {
		stayed("a", "join at:e:0 e:1=p#1");
		stayed("b", "join at:e:0 e:1=q#1");
		assertThat(check("e:1").violations()).singleElement().asString().startsWith("two messages in one place: e:1");
	}

	@Test
	void findsThatAnAcknowledgementNamesAnotherPlace() {
		stayed("a", "join at:e:0 e:1=p#1 e:2=p#2");
		acknowledge("p#1", "e:2");
		assertThat(check("e:2").violations()).anyMatch((it) -> it.startsWith("two messages in one place: e:2"))
			.anyMatch((it) -> it.startsWith("published twice: p#1"));
	}

	private Checker.Report check(String end) {
		return Checker.check(this.journals, this.acknowledged, Map.of("t", Position.parse(end)), this.losses);
	}

	private void acknowledge(String text, String position) {
		this.acknowledged.add(new Acknowledged("t", text, Position.parse(position)));
	}

	private void stayed(String member, String entries) {
		this.journals.add(new Journal(member, "t", true, entries(entries)));
	}

	private void left(String member, String entries) {
		this.journals.add(new Journal(member, "t", false, entries(entries)));
	}

	private static List<Entry> entries(String entries) {
		return List.of(entries.split(" ")).stream().map(CheckerTests::entry).toList();
	}

	private static Entry entry(String entry) {
		if (entry.contains("=")) {
			String[] parts = entry.split("=");
			return new Delivered(Position.parse(parts[0]), parts[1]);
		}
		if (entry.equals("join")) {
			return new Opened(null);
		}
		String what = entry.substring(0, entry.indexOf(':'));
		Position position = Position.parse(entry.substring(what.length() + 1));
		return switch (what) {
			case "since" -> new Opened(position);
			case "at" -> new Welcomed(position, null);
			case "recovered" -> new Welcomed(position, true);
			case "lost" -> new Welcomed(position, false);
			default -> throw new IllegalArgumentException(entry);
		};
	}

}

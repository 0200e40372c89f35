package dev.echocast.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares a run with what is committed: the list of its cases, and its table in the
 * document. With {@code -Dconformance.write=true} it writes both instead, unless the run
 * shows a failure.
 */
final class ConformanceReport {

	private static final Path LISTS = Path.of("src/test/conformance");

	private static final Path DOCUMENT = Path.of("src/docs/conformance.md");

	private static final Pattern ACCEPTABLE = Pattern.compile("\\S+ (OK|INFORMATIONAL) (OK|INFORMATIONAL)");

	private static final boolean WRITE = Boolean.getBoolean("conformance.write");

	private static final Map<Integer, String> GROUPS = Map.of(1, "Framing", 2, "Pings and pongs", 3, "Reserved bits", 4,
			"Opcodes", 5, "Fragmentation", 6, "UTF-8", 7, "Closing", 9, "Limits and performance", 10, "Miscellaneous");

	private ConformanceReport() {
	}

	/**
	 * Check a run.
	 * @param section the table's name in the document
	 * @param list the file with the cases expected
	 * @param results case to behaviour and behaviour at the close
	 */
	static void check(String section, String list, Map<String, String> results) throws IOException {
		List<String> lines = AutobahnSuite.lines(results);
		Files.write(Path.of("target/autobahn", section + "-cases.txt"), lines);
		assertThat(lines).isNotEmpty().allMatch((line) -> ACCEPTABLE.matcher(line).matches());
		Path expected = LISTS.resolve(list);
		String document = Files.readString(DOCUMENT);
		String current = replace(document, section, table(results));
		if (WRITE) {
			Files.write(expected, lines);
			Files.writeString(DOCUMENT, current);
		}
		assertThat(lines).isEqualTo(Files.readAllLines(expected));
		assertThat(Files.readString(DOCUMENT)).isEqualTo(current);
	}

	private static String table(Map<String, String> results) {
		Map<Integer, List<String>> groups = results.entrySet()
			.stream()
			.collect(Collectors.groupingBy((entry) -> Integer.valueOf(entry.getKey().split("\\.")[0]), TreeMap::new,
					Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
		StringBuilder table = new StringBuilder("| group | cases | OK | informational |\n|---|--:|--:|--:|\n");
		groups.forEach((group, behaviours) -> table.append(row(group + " " + GROUPS.get(group), behaviours)));
		return table.append(row("all", results.values())).toString();
	}

	private static String row(String name, Collection<String> behaviours) {
		long ok = behaviours.stream().filter((behaviour) -> behaviour.startsWith("OK ")).count();
		return "| %s | %d | %d | %d |\n".formatted(name, behaviours.size(), ok, behaviours.size() - ok);
	}

	private static String replace(String document, String section, String table) {
		String begin = "<!-- " + section + " -->\n";
		int from = document.indexOf(begin) + begin.length();
		int to = document.indexOf("<!-- end -->", from);
		assertThat(from).as("section " + section).isGreaterThan(begin.length());
		return document.substring(0, from) + table + document.substring(to);
	}

}

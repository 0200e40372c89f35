package dev.echocast.session;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TrustedProxiesTests {

	private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.9", 4711);

	private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "192.0.2.1", "2001:db8:1::/48"));

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			198.51.100.1                                      | 198.51.100.1
			203.0.113.9, 198.51.100.1                         | 198.51.100.1
			203.0.113.9, 198.51.100.1, 10.1.2.3, 192.0.2.1    | 198.51.100.1
			x, 198.51.100.1                                   | 198.51.100.1
			198.51.100.1:4711                                 | 198.51.100.1
			2001:db8:2::1                                     | 2001:db8:2::1
			[2001:db8:2::1]:4711                              | 2001:db8:2::1
			198.51.100.1, 2001:db8:1::5                       | 198.51.100.1
			198.51.100.1 , , 10.1.2.3,                        | 198.51.100.1
			10.1.1.1, 10.2.2.2                                | 10.1.1.1
			""")
	void theLastEntryThatIsNoTrustedProxyCounts(String list, String peer) {
		assertThat(forwardedFor(list)).isEqualTo(new InetSocketAddress(peer, 0));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			for=198.51.100.1                                            | 198.51.100.1
			by=x;For="198.51.100.1:80";proto=https                      | 198.51.100.1
			for=203.0.113.9, proto=http; for="[2001:db8:2::1]:4711"     | 2001:db8:2::1
			for="x, for=198.51.100.1, for=10.1.2.3                      | 198.51.100.1
			""")
	void forwardedIsReadLikewise(String list, String peer) {
		assertThat(this.proxies.peer(PROXY, List.of(), List.of(list))).isEqualTo(new InetSocketAddress(peer, 0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "foo", "", " ", ",", "x, 10.1.2.3", "198.51.100.1, unknown", "198.51.100.1, _obf", "1.2.3",
			"[", "[]", "[::", "198.51.100.256", "localhost", "1", "0x7f.1" })
	void whatCannotBeReadIsTheConnectionsAddress(String list) {
		assertThat(forwardedFor(list)).isEqualTo(PROXY);
		assertThat(this.proxies.peer(PROXY, List.of(), List.of("for=" + list))).isEqualTo(PROXY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "for=_obf", "proto=https", "for=198.51.100.1, proto=https", "fort=198.51.100.1" })
	void anElementThatNamesNobodyIsTheConnectionsAddress(String list) {
		assertThat(this.proxies.peer(PROXY, List.of(), List.of(list))).isEqualTo(PROXY);
	}

	@Test
	void severalLinesAreOneList() {
		assertThat(this.proxies.peer(PROXY, List.of("203.0.113.9", "198.51.100.1", "10.1.2.3"), List.of()))
			.isEqualTo(new InetSocketAddress("198.51.100.1", 0));
	}

	@Test
	void headersThatDisagreeAreNotBelieved() {
		List<String> one = List.of("198.51.100.1");
		assertThat(this.proxies.peer(PROXY, one, List.of("for=203.0.113.9"))).isEqualTo(PROXY);
		assertThat(this.proxies.peer(PROXY, one, List.of("for=198.51.100.1")))
			.isEqualTo(new InetSocketAddress("198.51.100.1", 0));
	}

	@Test
	void nobodyElseIsBelieved() {
		for (String other : List.of("198.51.100.7", "192.0.2.2", "2001:db8:2::9", "11.0.0.1")) {
			InetSocketAddress connection = new InetSocketAddress(other, 4711);
			assertThat(this.proxies.peer(connection, List.of("203.0.113.9"), List.of())).isEqualTo(connection);
		}
		assertThat(new TrustedProxies(List.of()).peer(PROXY, List.of("203.0.113.9"), List.of())).isEqualTo(PROXY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "foo", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "10/8",
			"::/129", "/8" })
	void otherSettingsAreRefused(String setting) {
		assertThatIllegalArgumentException().isThrownBy(() -> new TrustedProxies(List.of(setting)));
		assertThat(new SubnetForm.Validator().isValid(setting, null)).isFalse();
	}

	@Test
	void addressesAndSubnetsAreSettings() {
		assertThat(Stream.of("10.0.0.0/8", "10.1.2.3/8", "0.0.0.0/0", "::/0", "::1", "127.0.0.1"))
			.allMatch((setting) -> new SubnetForm.Validator().isValid(setting, null));
	}

	private InetSocketAddress forwardedFor(String list) {
		return this.proxies.peer(PROXY, List.of(list), List.of());
	}

}

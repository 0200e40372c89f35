package dev.echocast.session;

import dev.echocast.access.Grants;
import dev.echocast.access.Identity;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import dev.echocast.memory.MemoryKind;
import dev.echocast.memory.MemoryLedger;
import dev.echocast.transport.Admission;
import dev.echocast.transport.CloseException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SessionLimitsTests {

	@Test
	void withoutLimitsEveryoneIsAdmitted() {
		SessionLimits limits = new SessionLimits(new LimitsProperties(0, 0, 0, 0, List.of()),
				new MemoryLedger(Long.MAX_VALUE));
		for (int i = 0; i < 1000; i++) {
			assertThat(limits.admit(address(1))).isInstanceOf(Admission.Admitted.class);
		}
	}

	@Test
	void placesAreGivenBackOnce() {
		SessionLimits limits = new SessionLimits(new LimitsProperties(2, 0, 0, 0, List.of()),
				new MemoryLedger(Long.MAX_VALUE));
		Admission.Admitted first = (Admission.Admitted) limits.admit((InetSocketAddress) null);
		assertThat(limits.admit(address(1))).isInstanceOf(Admission.Admitted.class);
		assertThat(limits.admit(address(2))).isInstanceOfSatisfying(Admission.Refused.class,
				(refused) -> assertThat(refused.status()).isEqualTo(503));
		first.release().run();
		first.release().run();
		assertThat(limits.admit(address(2))).isInstanceOf(Admission.Admitted.class);
		assertThat(limits.admit(address(2))).isInstanceOf(Admission.Refused.class);
	}

	@Test
	void anAddressOverItsShareTakesNoPlaceFromOthers() {
		SessionLimits limits = new SessionLimits(new LimitsProperties(3, 1, 0, 0, List.of()),
				new MemoryLedger(Long.MAX_VALUE));
		assertThat(limits.admit(address(1))).isInstanceOf(Admission.Admitted.class);
		List<Admission.Verdict> verdicts = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			verdicts.add(limits.admit(address(1)));
		}
		assertThat(verdicts).allSatisfy((verdict) -> assertThat(verdict).isInstanceOfSatisfying(Admission.Refused.class,
				(refused) -> assertThat(refused.status()).isEqualTo(429)));
		assertThat(limits.admit(address(2))).isInstanceOf(Admission.Admitted.class);
		assertThat(limits.admit(address(3))).isInstanceOf(Admission.Admitted.class);
		assertThat(limits.admit(address(4))).isInstanceOfSatisfying(Admission.Refused.class,
				(refused) -> assertThat(refused.status()).isEqualTo(503));
	}

	@Test
	void anIpv6SubnetIsOneAddress() {
		SessionLimits limits = new SessionLimits(new LimitsProperties(0, 1, 0, 0, List.of()),
				new MemoryLedger(Long.MAX_VALUE));
		assertThat(limits.admit(peer("2001:db8:0:1::1"))).isInstanceOf(Admission.Admitted.class);
		assertThat(limits.admit(peer("2001:db8:0:1:ffff::2"))).isInstanceOf(Admission.Refused.class);
		assertThat(limits.admit(peer("2001:db8:0:2::1"))).isInstanceOf(Admission.Admitted.class);
		assertThat(limits.admit(peer("::ffff:192.0.2.1"))).isInstanceOf(Admission.Admitted.class);
		assertThat(limits.admit(peer("192.0.2.1"))).isInstanceOf(Admission.Refused.class);
		assertThat(limits.admit(peer("::ffff:192.0.2.2"))).isInstanceOf(Admission.Admitted.class);
	}

	@Test
	void peersWithoutAnAddressAreOne() {
		SessionLimits limits = new SessionLimits(new LimitsProperties(0, 1, 0, 0, List.of()),
				new MemoryLedger(Long.MAX_VALUE));
		Admission.Admitted first = (Admission.Admitted) limits.admit((InetSocketAddress) null);
		assertThat(limits.admit(InetSocketAddress.createUnresolved("foo", 1))).isInstanceOf(Admission.Refused.class);
		first.release().run();
		assertThat(limits.admit(InetSocketAddress.createUnresolved("foo", 1))).isInstanceOf(Admission.Admitted.class);
	}

	@Test
	void aUserHasSoManyPlacesAndGivesEachBackOnce() {
		SessionLimits limits = new SessionLimits(new LimitsProperties(3, 0, 1, 0, List.of()),
				new MemoryLedger(Long.MAX_VALUE));
		Identity ada = new Identity("ada", null, Grants.ALL, null, null, null);
		Admission.Admitted first = (Admission.Admitted) limits.admit(place(limits), ada);
		for (int i = 0; i < 5; i++) {
			assertThat(limits.admit(place(limits), ada)).as("and the node's place is free again")
				.isInstanceOf(Admission.Refused.class);
		}
		assertThat(limits.admit(place(limits), Identity.ANYBODY)).isInstanceOf(Admission.Admitted.class);
		first.release().run();
		first.release().run();
		assertThat(limits.admit(place(limits), ada)).isInstanceOf(Admission.Admitted.class);
		assertThat(limits.admit(place(limits), ada)).isInstanceOf(Admission.Refused.class);
	}

	private static Admission.Admitted place(SessionLimits limits) {
		return (Admission.Admitted) limits.admit(address(1));
	}

	@Test
	void nobodyIsAdmittedWhileThereIsNoMemory() {
		MemoryLedger ledger = new MemoryLedger(1000);
		SessionLimits limits = new SessionLimits(new LimitsProperties(0, 0, 0, 0, List.of()), ledger);
		ledger.add(MemoryKind.CONNECTION, 1001);
		assertThat(limits.admit(address(1))).isInstanceOfSatisfying(Admission.Refused.class,
				(refused) -> assertThat(refused.reason()).isEqualTo("memory"));
		ledger.add(MemoryKind.CONNECTION, -1001);
		assertThat(limits.admit(address(1))).isInstanceOf(Admission.Admitted.class);
	}

	@Test
	void aSecondsWorthMayComeAtOnceAndNoMore() {
		RateLimit rate = new RateLimit(5);
		rate.count(5);
		rate.count(0);
		assertThatExceptionOfType(CloseException.class).isThrownBy(() -> rate.count(1))
			.satisfies((ex) -> assertThat(ex.status().getCode()).isEqualTo(1008));
		RateLimit none = new RateLimit(0);
		none.count(Integer.MAX_VALUE);
	}

	private static InetSocketAddress peer(String address) {
		return new InetSocketAddress(address, 1234);
	}

	private static InetSocketAddress address(int last) {
		return new InetSocketAddress("192.0.2." + last, 1234);
	}

}

package dev.echocast.memory;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryLedgerTests {

	private static final long KB = 1024;

	private final MemoryLedger ledger = new MemoryLedger(1000 * KB);

	private final List<String> evicted = new ArrayList<>();

	private final List<String> cut = new ArrayList<>();

	@Test
	void theLargestLimitIsOneToo() {
		MemoryLedger ledger = new MemoryLedger(Long.MAX_VALUE);
		assertThat(ledger.isFull()).isFalse();
		assertThat(ledger.isExhausted()).isFalse();
	}

	@Test
	void isFullOverItsLimitAndNotAtIt() {
		this.ledger.add(MemoryKind.CONNECTION, 1000 * KB);
		assertThat(this.ledger.isFull()).isFalse();
		this.ledger.add(MemoryKind.CONNECTION, 1);
		assertThat(this.ledger.isFull()).isTrue();
		this.ledger.add(MemoryKind.CONNECTION, -1);
		assertThat(this.ledger.isFull()).isFalse();
	}

	@Test
	void theLargestHolderGoesWhoeverMakesItTooMuch() {
		holder("large").add(MemoryKind.MESSAGE, 499 * KB);
		holder("larger").add(MemoryKind.QUEUE, 501 * KB);
		assertThat(this.evicted).isEmpty();
		holder("small").add(MemoryKind.BODY, KB);
		assertThat(this.evicted).containsExactly("larger");
	}

	@Test
	void asManyGoAsHoldTooMuchAndNoMore() {
		MemoryAccount first = holder("first");
		first.add(MemoryKind.MESSAGE, 300 * KB);
		holder("second").add(MemoryKind.MESSAGE, 200 * KB);
		holder("third").add(MemoryKind.MESSAGE, 100 * KB);
		holder("fourth").add(MemoryKind.MESSAGE, 799 * KB);
		assertThat(this.evicted).containsExactly("fourth");
		first.add(MemoryKind.MESSAGE, 200 * KB);
		assertThat(this.evicted).as("what was told to go is given back soon").containsExactly("fourth");
		first.add(MemoryKind.MESSAGE, 300 * KB);
		assertThat(this.evicted).containsExactly("fourth", "first");
	}

	@Test
	void whoGrowsGoesWhenNobodyHoldsMuch() {
		this.ledger.add(MemoryKind.CONNECTION, 1000 * KB);
		holder("small").add(MemoryKind.BODY, KB);
		assertThat(this.evicted).containsExactly("small");
	}

	@Test
	void whoDoesNotGoIsCutWhenItGetsMuchTooMuch() {
		MemoryAccount silent = holder("silent");
		silent.add(MemoryKind.OUTPUT, 1100 * KB);
		assertThat(this.evicted).containsExactly("silent");
		assertThat(this.cut).isEmpty();
		silent.add(MemoryKind.OUTPUT, 200 * KB);
		assertThat(this.cut).containsExactly("silent");
		silent.add(MemoryKind.OUTPUT, -1300 * KB);
		silent.close();
		assertThat(this.ledger.held()).isZero();
	}

	@Test
	void whoIsGoneIsNotWaitedFor() {
		MemoryAccount gone = holder("gone");
		gone.close();
		this.ledger.add(MemoryKind.CONNECTION, 1000 * KB);
		gone.add(MemoryKind.OUTPUT, KB);
		assertThat(this.ledger.leaving()).isZero();
	}

	@Test
	void whatSeveralHoldCountsOnceForAllAndForEachWhoMightHaveToGo() {
		SharedBytes shared = new SharedBytes((int) (600 * KB));
		MemoryAccount one = holder("one");
		MemoryAccount two = holder("two");
		one.hold(shared);
		two.hold(shared);
		assertThat(this.ledger.held()).isEqualTo(600 * KB);
		assertThat(this.evicted).isEmpty();
		two.add(MemoryKind.MESSAGE, 500 * KB);
		assertThat(this.evicted).containsExactly("two");
		one.drop(shared);
		assertThat(this.ledger.held()).isEqualTo(1100 * KB);
		two.drop(shared);
		assertThat(this.ledger.held()).isEqualTo(500 * KB);
	}

	@Test
	void aLimitThatIsNoneIsNeverExhausted() {
		MemoryLedger unlimited = new MemoryLedger(Long.MAX_VALUE);
		unlimited.add(MemoryKind.QUEUE, 1);
		assertThat(unlimited.isFull()).isFalse();
		assertThat(unlimited.isExhausted()).isFalse();
	}

	@Test
	void showsWhatIsHeldForWhat() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		this.ledger.bindTo(meters);
		this.ledger.add(MemoryKind.CONNECTION, KB);
		holder("large").add(MemoryKind.MESSAGE, 1000 * KB);
		assertThat(meters.get("echocast.memory.held").tag("kind", "connection").gauge().value()).isEqualTo(KB);
		assertThat(meters.get("echocast.memory.held").tag("kind", "message").gauge().value()).isEqualTo(1000 * KB);
		assertThat(meters.get("echocast.memory.held").tag("kind", "queue").gauge().value()).isZero();
		assertThat(meters.get("echocast.memory.limit").gauge().value()).isEqualTo(1000 * KB);
		assertThat(meters.get("echocast.memory.evictions").functionCounter().count()).isOne();
	}

	private MemoryAccount holder(String name) {
		return this.ledger.open(new MemoryLedger.Holder() {

			@Override
			public void evict() {
				MemoryLedgerTests.this.evicted.add(name);
			}

			@Override
			public void cut() {
				MemoryLedgerTests.this.cut.add(name);
			}

		});
	}

}

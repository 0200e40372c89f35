package dev.echocast.frame;

import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PerMessageDeflateTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					permessage-deflate                                 | permessage-deflate; server_no_context_takeover
					PerMessage-Deflate ; client_max_window_bits        | permessage-deflate; server_no_context_takeover
					permessage-deflate; client_no_context_takeover     | permessage-deflate; server_no_context_takeover; client_no_context_takeover
					permessage-deflate; server_no_context_takeover     | permessage-deflate; server_no_context_takeover
					permessage-deflate; server_max_window_bits="10"    | permessage-deflate; server_no_context_takeover; server_max_window_bits=10
					permessage-deflate; client_max_window_bits=9       | permessage-deflate; server_no_context_takeover
					permessage-deflate; x, permessage-deflate          | permessage-deflate; server_no_context_takeover
					permessage-deflate; server_max_window_bits=15      | permessage-deflate; server_no_context_takeover; server_max_window_bits=15
					, permessage-deflate                               | permessage-deflate; server_no_context_takeover
					,, ,permessage-deflate,,                           | permessage-deflate; server_no_context_takeover
					permessage-deflate;, permessage-deflate            | permessage-deflate; server_no_context_takeover
					""")
	void acceptsTheFirstOfferThatCanBeAccepted(String offer, String response) {
		assertThat(PerMessageDeflate.negotiate(List.of(offer), true)).isNotNull()
			.extracting(PerMessageDeflate::response)
			.isEqualTo(response);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ",", ";", "=", ";permessage-deflate", "permessage-deflate;",
			"permessage-deflate; ", "permessage-deflate;;client_no_context_takeover", "permessage-deflate; =",
			"permessage-deflate; =1", "permessage-deflate; client_max_window_bits=",
			"permessage-deflate; client_max_window_bits=\"", "permessage-deflate; client_max_window_bits=\"\"",
			"permessage-deflate; client_max_window_bits=10\"", "permessage-deflate; client_max_window_bits=\"\"10\"\"",
			"x-webkit-deflate-frame", "permessage-deflate; unknown", "permessage-deflate; server_max_window_bits",
			"permessage-deflate; server_max_window_bits=7", "permessage-deflate; server_max_window_bits=16",
			"permessage-deflate; client_max_window_bits=x", "permessage-deflate; server_no_context_takeover=1",
			"permessage-deflate; server_max_window_bits=08",
			"permessage-deflate; client_max_window_bits; client_max_window_bits", "permessage-deflate; a=b=c" })
	void declinesOtherOffers(String offer) {
		assertThat(PerMessageDeflate.negotiate(List.of(offer), true)).isNull();
	}

	@Test
	void asksPeersToDoWithoutContextWhereNoneIsKept() {
		assertThat(PerMessageDeflate.negotiate(List.of("permessage-deflate"), false).response())
			.isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
	}

	@Test
	void readsOffersOnSeveralLinesAsOneList() {
		assertThat(PerMessageDeflate.negotiate(List.of("x", "", "permessage-deflate"), true)).isNotNull();
	}

	@Test
	void aShortMessageFitsASmallWindow() {
		PerMessageDeflate small = new PerMessageDeflate(false, OptionalInt.of(9));
		assertThat(small.fitsWindow(512)).isTrue();
		assertThat(small.fitsWindow(513)).isFalse();
		assertThat(small.fitsAny()).isFalse();
		for (OptionalInt bits : List.of(OptionalInt.of(15), OptionalInt.empty())) {
			PerMessageDeflate full = new PerMessageDeflate(false, bits);
			assertThat(full.fitsWindow(1 << 20)).isTrue();
			assertThat(full.fitsAny()).isTrue();
		}
	}

}

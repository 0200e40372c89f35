package dev.echocast.transport;

import java.util.List;

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
					""")
	void acceptsTheFirstOfferThatCanBeAccepted(String offer, String response) {
		assertThat(PerMessageDeflate.negotiate(List.of(offer), true)).isNotNull()
			.extracting(PerMessageDeflate::response)
			.isEqualTo(response);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x-webkit-deflate-frame", "permessage-deflate; unknown",
			"permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=7",
			"permessage-deflate; server_max_window_bits=16", "permessage-deflate; client_max_window_bits=x",
			"permessage-deflate; server_no_context_takeover=1", "permessage-deflate; server_max_window_bits=08",
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
	void aShortMessageFitsASmallWindow() {
		assertThat(new PerMessageDeflate(false, 9).fitsWindow(512)).isTrue();
		assertThat(new PerMessageDeflate(false, 9).fitsWindow(513)).isFalse();
		assertThat(new PerMessageDeflate(false, 15).fitsWindow(1 << 20)).isTrue();
	}

}

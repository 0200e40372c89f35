package dev.echocast.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What counts as the answer to the opening handshake.
 */
class HandshakeHandlerTests implements HandshakeHandler.Outcome {

	private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

	private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n";

	private static final String SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

	private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

	private final List<String> outcomes = new ArrayList<>();

	private final EmbeddedChannel channel = new EmbeddedChannel(new HttpClientCodec(),
			new HandshakeHandler(handshake(), this));

	@AfterEach
	void end() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void informationalAnswersArePassedOver() {
		receive(CONTINUE);
		receive(HINTS + CONTINUE + SWITCHING);
		assertThat(this.outcomes).containsExactly("upgraded");
	}

	@Test
	void aRefusalMayFollowThemToo() {
		receive(CONTINUE + NOT_FOUND);
		assertThat(this.outcomes).containsExactly("rejected 404: Not Found");
	}

	@Test
	void anEndlessRowOfThemIsNoAnswer() {
		receive(CONTINUE.repeat(16));
		assertThat(this.outcomes).isEmpty();
		receive(CONTINUE.repeat(1000) + SWITCHING);
		assertThat(this.outcomes)
			.containsExactly("the server's answer to the opening handshake does not come to an end");
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void whatFollowsTheAnswerIsNone() {
		receive(NOT_FOUND + SWITCHING);
		assertThat(this.outcomes).containsExactly("rejected 404: Not Found");
		assertThat(this.channel.isOpen()).isFalse();
	}

	private void receive(String bytes) {
		this.channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
	}

	private static Handshake handshake() {
		ClientOptions options = ClientOptions.builder(ConnectionLoopFixture.ANY).build();
		return Handshake.of(options.settings, options.uri(), true, Token.NONE, new SplittableRandom(1));
	}

	@Override
	public void upgraded(ChannelHandlerContext ctx, HttpResponse response) {
		this.outcomes.add("upgraded");
	}

	@Override
	public void rejected(HttpResponse response, String why) {
		this.outcomes.add("rejected " + response.status().code() + ": " + why);
	}

	@Override
	public void failed(Throwable cause) {
		this.outcomes.add(cause.getMessage());
	}

}

package dev.echocast.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 13 of the catalogue of behaviours: requests that take too long. Time stands still
 * until it is advanced.
 */
class RequestGuardTests {

	private static final String REQUEST = "GET /time HTTP/1.1\r\nHost: x\r\n\r\n";

	private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

	private final List<String> rejected = new ArrayList<>();

	private final EmbeddedChannel channel = new EmbeddedChannel();

	@BeforeEach
	void connect() {
		this.channel.freezeTime();
		this.channel.pipeline()
			.addLast(new HttpServerCodec(),
					new RequestGuard(TransportFixtures.properties("handshake-timeout=10s", "request-timeout=60s"),
							new Refusals()),
					new Answering());
	}

	@AfterEach
	void release() {
		this.channel.finishAndReleaseAll();
	}

	@Test
	void aHeadThatDripsHasOneDeadline() {
		for (char drop : "GET /time".toCharArray()) {
			pass(1);
			receive(Character.toString(drop));
		}
		assertThat(written()).isEmpty();
		pass(1);
		assertThat(written()).startsWith("HTTP/1.1 408 ").endsWith("request too slow\n");
		assertThat(this.rejected).containsExactly("timeout");
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void aConnectionThatSaysNothingIsClosedWithoutAWord() {
		pass(9);
		assertThat(this.channel.isOpen()).isTrue();
		pass(1);
		assertThat(this.channel.isOpen()).isFalse();
		assertThat(written()).isEmpty();
	}

	@Test
	void aBodyThatNeverComesIsCut() {
		receive("POST /email HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
		pass(59);
		assertThat(this.channel.isOpen()).isTrue();
		pass(1);
		assertThat(written()).startsWith("HTTP/1.1 408 ");
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void anIdleConnectionMayWaitBetweenRequestsButNotInsideOne() {
		receive(REQUEST);
		assertThat(written()).isEqualTo(OK);
		pass(3600);
		receive(REQUEST);
		assertThat(written()).isEqualTo(OK);
		pass(3600);
		receive("GET /ti");
		pass(9);
		assertThat(written()).isEmpty();
		pass(1);
		assertThat(written()).startsWith("HTTP/1.1 408 ");
	}

	private void receive(String bytes) {
		this.channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
	}

	private void pass(long seconds) {
		this.channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
		this.channel.runScheduledPendingTasks();
		this.channel.runPendingTasks();
	}

	private String written() {
		StringBuilder all = new StringBuilder();
		for (ByteBuf part = this.channel.readOutbound(); part != null; part = this.channel.readOutbound()) {
			all.append(part.toString(StandardCharsets.US_ASCII));
			part.release();
		}
		return all.toString();
	}

	/** Notes why requests were refused. */
	private final class Refusals implements SessionListeners {

		@Override
		public SessionListener opened(LocalSession session, String endpoint) {
			throw new IllegalStateException();
		}

		@Override
		public void rejected(String reason) {
			RequestGuardTests.this.rejected.add(reason);
		}

	}

	/** Answers each request when it is whole. */
	private static final class Answering extends SimpleChannelInboundHandler<HttpObject> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
			if (message instanceof LastHttpContent) {
				DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
						HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
				response.headers().set("content-length", 0);
				context.writeAndFlush(response);
			}
		}

	}

}

package dev.echocast.transport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AcceptFailuresTests {

	private final List<Throwable> acceptor = new ArrayList<>();

	private final EmbeddedChannel listener = new EmbeddedChannel(new AcceptFailures(),
			new ChannelInboundHandlerAdapter() {

				@Override
				public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
					AcceptFailuresTests.this.acceptor.add(cause);
				}

			});

	@Test
	void saysSoInOneLineAMinuteAndLeavesTheRestToTheAcceptor(CapturedOutput output) {
		this.listener.freezeTime();
		for (int second = 0; second < 60; second++) {
			fail();
			this.listener.advanceTimeBy(1, TimeUnit.SECONDS);
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("Cannot accept connections"))).singleElement()
			.asString()
			.endsWith("trying again every second: Too many open files");
		fail();
		assertThat(output.getAll().lines().filter((line) -> line.contains("Cannot accept connections"))).hasSize(2);
		assertThat(this.acceptor).hasSize(61);
		assertThat(output.getAll()).doesNotContain("\tat ");
	}

	private void fail() {
		this.listener.pipeline().fireExceptionCaught(new IOException("Too many open files"));
	}

}

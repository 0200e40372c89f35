package dev.echocast.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Lets a peer see the end of what is sent to it while its own input is read on: to close
 * over unread input resets the connection, and the reset overtakes what was sent last.
 */
final class HalfClose {

	private HalfClose() {
	}

	/**
	 * End the output, of TLS first if there is any; on the channel's event loop, behind
	 * what is written. A channel without halves is closed.
	 */
	static void perform(Channel channel) {
		SslHandler tls = channel.pipeline().get(SslHandler.class);
		if (!(channel instanceof DuplexChannel duplex)) {
			channel.close();
		}
		else if (tls == null) {
			duplex.shutdownOutput();
		}
		else {
			tls.closeOutbound().addListener((closed) -> duplex.shutdownOutput());
		}
	}

}

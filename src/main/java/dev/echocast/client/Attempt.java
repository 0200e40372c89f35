package dev.echocast.client;

import java.time.Clock;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.MonoSink;
import reactor.netty.NettyPipeline;

/**
 * One TCP connection on its way to become a {@link Link}. Whatever ends first decides: an
 * answer, an error below, or the taker losing patience.
 */
final class Attempt implements HandshakeHandler.Outcome {

	private static final String CODEC = "echocast.http";

	private static final String HANDSHAKE = "echocast.handshake";

	private final Settings options;

	private final Redirect target;

	private final Token token;

	private final Handshake handshake;

	private final Link.Listener listener;

	private final Clock clock;

	private final MonoSink<Answer> sink;

	private @Nullable Channel channel;

	private boolean cancelled;

	Attempt(Settings options, Redirect target, Token token, Handshake handshake, Link.Listener listener, Clock clock,
			MonoSink<Answer> sink) {
		this.options = options;
		this.target = target;
		this.token = token;
		this.handshake = handshake;
		this.listener = listener;
		this.clock = clock;
		this.sink = sink;
	}

	void start(Transport transport) {
		Disposable.Swap connecting = Disposables.swap();
		this.sink.onCancel(() -> {
			cancel();
			connecting.dispose();
		});
		connecting.update(transport.connect(this.target.uri(), this::prepare).subscribe(connection -> {
		}, this.sink::error));
	}

	private void cancel() {
		this.cancelled = true;
		if (this.channel != null) {
			var unused = this.channel.close();
		}
	}

	private void prepare(Channel channel) {
		this.channel = channel;
		channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, CODEC, new HttpClientCodec());
		channel.pipeline()
			.addBefore(NettyPipeline.ReactiveBridge, HANDSHAKE, new HandshakeHandler(this.handshake, this));
		if (this.cancelled) {
			cancel();
		}
	}

	/**
	 * The frame handlers take the place of the HTTP codec. They stand right behind it
	 * when it goes, because it then hands on what came after the response.
	 */
	@Override
	public void upgraded(ChannelHandlerContext ctx, HttpResponse response) {
		LinkHandler link;
		try {
			link = install(ctx.pipeline(), response.headers());
		}
		catch (WebSocketFailure failure) {
			failed(failure);
			var unused = ctx.close();
			return;
		}
		this.sink.success(new Connected(link));
		ctx.pipeline().remove(HANDSHAKE);
		ctx.pipeline().remove(CODEC);
	}

	private LinkHandler install(ChannelPipeline pipeline, HttpHeaders headers) {
		Deflate deflate = this.handshake.check(headers::get);
		LinkHandler link = new LinkHandler(opened(pipeline.channel(), headers, deflate != null),
				pipeline.channel().alloc(), this.options.maxMessageSize, deflate, this.options.closeTimeout,
				this.listener);
		LivenessHandler liveness = new LivenessHandler(this.options.pingInterval, this.options.pongTimeout, link::ping);
		pipeline.addAfter(CODEC, "echocast.link", link)
			.addAfter(CODEC, "echocast.encoder", new WebSocket13FrameEncoder(true))
			.addAfter(CODEC, "echocast.liveness", liveness);
		return link;
	}

	private ClientEvent.Opened opened(Channel channel, HttpHeaders headers, boolean compressed) {
		return new ClientEvent.Opened(this.target.uri(), channel.remoteAddress(),
				this.token.redact(headers.get("Server", "")), headers.get("Sec-WebSocket-Protocol", ""), compressed,
				this.target.trusted() && this.token.isPresent());
	}

	@Override
	public void rejected(HttpResponse response, String why) {
		int status = response.status().code();
		if (!Redirect.isRedirect(status)) {
			failed(Failures.rejected(status,
					RetryAfter.parse(response.headers().get("Retry-After"), this.clock.instant()),
					this.token.redact(why)));
			return;
		}
		try {
			String location = response.headers().get("Location");
			if (location != null && !this.token.redact(location).equals(location)) {
				throw Failures.rejected(status, null, "a redirect that shows the token");
			}
			this.sink.success(new Elsewhere(this.target.to(status, location)));
		}
		catch (WebSocketFailure failure) {
			failed(failure);
		}
	}

	@Override
	public void failed(Throwable cause) {
		this.sink.error(cause);
	}

	/** What came of it. */
	sealed interface Answer {

	}

	record Connected(Link link) implements Answer {
	}

	record Elsewhere(Redirect target) implements Answer {
	}

}

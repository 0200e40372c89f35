package dev.echocast.transport;

import java.util.function.LongConsumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * The heartbeat of one connection: pings a silent peer and gives up a dead one. Confined
 * to the connection's event loop.
 */
final class Heartbeat implements Keepalive.Member {

	private final Channel channel;

	private final Keepalive keepalive;

	private final Liveness liveness;

	private final LongConsumer ping;

	private final Runnable dead;

	private final LongConsumer tick;

	/** Whether bytes came since the last check. */
	private boolean heard;

	private long pendingBytes;

	private int index;

	/**
	 * Create a heartbeat that does not beat yet.
	 * @param ping sends a ping at the time given
	 * @param dead ends the connection
	 * @param tick runs whenever the heartbeat looks at the time
	 */
	Heartbeat(Channel channel, TransportProperties properties, LongConsumer ping, Runnable dead, LongConsumer tick) {
		this.channel = channel;
		this.keepalive = Keepalive.of(channel.eventLoop(), properties.keepaliveTick());
		// One tick earlier than configured, because silence is noticed with that delay.
		long early = properties.keepaliveTick().toNanos();
		this.liveness = new Liveness(channel.eventLoop().ticker().nanoTime(),
				properties.pingInterval().toNanos() - early, properties.pongTimeout().toNanos() - early);
		this.ping = ping;
		this.dead = dead;
		this.tick = tick;
	}

	void start() {
		this.keepalive.add(this);
	}

	void stop() {
		this.keepalive.remove(this);
	}

	void heard() {
		this.heard = true;
	}

	@Override
	public void check(long now) {
		ChannelOutboundBuffer outbound = this.channel.unsafe().outboundBuffer();
		long pending = (outbound != null) ? outbound.totalPendingWriteBytes() : 0;
		boolean signOfLife = this.heard || pending != this.pendingBytes;
		this.heard = false;
		this.pendingBytes = pending;
		switch (this.liveness.check(now, signOfLife)) {
			case PING -> this.ping.accept(now);
			case GIVE_UP -> this.dead.run();
			case NOTHING -> this.tick.accept(now);
		}
	}

	@Override
	public int keepaliveIndex() {
		return this.index;
	}

	@Override
	public void keepaliveIndex(int index) {
		this.index = index;
	}

}

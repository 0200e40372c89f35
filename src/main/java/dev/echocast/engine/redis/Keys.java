package dev.echocast.engine.redis;

import java.nio.charset.StandardCharsets;

import dev.echocast.engine.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * What the engine calls its keys and channels:
 *
 * <pre>
 * name   = prefix ":topics"                 the topics that have members
 *        | prefix ":revoked"                users whose tokens were revoked
 *        | prefix ":canary:" node           where a node hears itself
 *        | prefix ":{" topic "}:" what
 * what   = "state" | "stream" | "members" | "sessions" | "channel"
 *        | "once:" fingerprint              of a user and an idempotency key
 * prefix = 1*64( letter | digit | "." | "_" | "-" )
 * topic  = 1*128( letter | digit | "." | "_" | "~" | "-" )
 * node   = 1*( letter | digit | "-" )
 * fingerprint = 64( "0"-"9" | "a"-"f" )
 * </pre>
 *
 * Neither prefix nor topic can contain what comes behind it, so no two meanings share a
 * name. What a client chooses freely is never part of one; its fingerprint is. The keys
 * of a topic share a hash tag and so, in a Redis Cluster, a slot.
 */
final class Keys {

	private static final String CHANNEL = "}:channel";

	private final String prefix;

	private final String node;

	/**
	 * Create names.
	 * @param prefix tells deployments apart that share a Redis
	 * @param node tells this process from all others
	 */
	Keys(String prefix, String node) {
		this.prefix = prefix;
		this.node = node;
	}

	String node() {
		return this.node;
	}

	/** The topic's epoch and offset. */
	byte[] state(String topic) {
		return topic(topic, "state");
	}

	/** The topic's latest messages. */
	byte[] stream(String topic) {
		return topic(topic, "stream");
	}

	/** How many members the topic has on which node. */
	byte[] members(String topic) {
		return topic(topic, "members");
	}

	/** Which sessions those are. */
	byte[] sessions(String topic) {
		return topic(topic, "sessions");
	}

	/** What a user, or somebody who is none, published under an idempotency key. */
	byte[] once(String topic, @Nullable String user, String key) {
		// The length keeps apart what is split in another way.
		String whose = (user != null) ? user.length() + ":" + user : "-:";
		return topic(topic, "once:" + Fingerprint.of(whose + key));
	}

	/** Where the topic's messages and members are announced. */
	byte[] channel(String topic) {
		return topic(topic, "channel");
	}

	/** The topic of a channel; {@code null} when it is none's. */
	@Nullable String topic(byte[] channel) {
		String name = new String(channel, StandardCharsets.UTF_8);
		String start = this.prefix + ":{";
		return (name.startsWith(start) && name.endsWith(CHANNEL))
				? name.substring(start.length(), name.length() - CHANNEL.length()) : null;
	}

	/** Where this node hears itself. */
	byte[] canary() {
		return bytes(this.prefix + ":canary:" + this.node);
	}

	/** The topics that have members. */
	byte[] topics() {
		return bytes(this.prefix + ":topics");
	}

	/** Users whose tokens were revoked, and when. */
	byte[] revoked() {
		return bytes(this.prefix + ":revoked");
	}

	private byte[] topic(String topic, String what) {
		return bytes(this.prefix + ":{" + topic + "}:" + what);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static byte[] bytes(long number) {
		return bytes(Long.toString(number));
	}

}

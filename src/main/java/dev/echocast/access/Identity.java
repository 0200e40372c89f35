package dev.echocast.access;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Who a peer is, and what it may do. It has nothing of the credential that said so.
 *
 * @param user the name of the user; {@code null} for a key or nobody
 * @param key the name of the key; {@code null} for a user or nobody
 * @param grants what it may do
 * @param issued when the token was issued; {@code null} if that is not known
 * @param expires when it ends; {@code null} for never
 * @param info what other members may see of the user, as JSON; {@code null} for nothing
 */
public record Identity(@Nullable String user, @Nullable String key, Grants grants, @Nullable Instant issued,
		@Nullable Instant expires, @Nullable String info) {

	/** Anybody, where nothing is asked. */
	public static final Identity ANYBODY = new Identity(null, null, Grants.ALL, null, null, null);

	static Identity anonymous(Grants grants) {
		return new Identity(null, null, grants, null, null, null);
	}

	static Identity ofKey(String name, Grants grants) {
		return new Identity(null, name, grants, null, null, null);
	}

	/** Whether it showed no credential. */
	public boolean isAnonymous() {
		return this.user == null && this.key == null;
	}

	public boolean may(Permission permission) {
		return this.grants.allow(permission);
	}

	/**
	 * Go on only with a permission.
	 * @throws DeniedException without it
	 */
	public void require(Permission permission) {
		if (!may(permission)) {
			throw DeniedException.lacks(this, permission);
		}
	}

	/**
	 * Go on only if something is granted, whatever it is.
	 * @throws DeniedException otherwise
	 */
	public void requireAnything() {
		if (this.grants.isEmpty()) {
			throw DeniedException.lacks(this, Permission.to(Action.ECHO));
		}
	}

	/**
	 * The name for logs and listings, without anything that could change a line.
	 */
	public String name() {
		return (this.user != null) ? "user " + Printable.of(this.user)
				: (this.key != null) ? "key " + this.key : "nobody";
	}

}

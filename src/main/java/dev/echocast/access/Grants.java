package dev.echocast.access;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What somebody may do: the union of all that was granted. Immutable.
 */
public final class Grants {

	/** Everything. */
	public static final Grants ALL = new Grants(true, List.of());

	/** Nothing. */
	public static final Grants NONE = new Grants(false, List.of());

	private final boolean all;

	private final List<Grant> grants;

	private Grants(boolean all, List<Grant> grants) {
		this.all = all;
		this.grants = grants;
	}

	static Grants of(List<Grant> grants) {
		return grants.isEmpty() ? NONE : new Grants(false, List.copyOf(grants));
	}

	/**
	 * Whether an action of no topic is granted, or an action on some topic.
	 */
	public boolean allow(Action action) {
		return this.all || this.grants.stream().anyMatch((grant) -> grant.allows(action));
	}

	public boolean allow(Action action, String topic) {
		if (this.all) {
			return true;
		}
		for (Grant grant : this.grants) {
			if (grant.allows(action, topic)) {
				return true;
			}
		}
		return false;
	}

	public boolean allow(Permission permission) {
		return (permission.topic() != null) ? allow(permission.action(), permission.topic())
				: allow(permission.action());
	}

	/** Whether something is granted at all. */
	public boolean isEmpty() {
		return !this.all && this.grants.isEmpty();
	}

	/**
	 * The grants for one user, whose name stands where the configuration has a place for
	 * it.
	 */
	Grants of(@Nullable String user) {
		return new Grants(this.all, this.grants.stream().map((grant) -> grant.of(user)).toList());
	}

	/**
	 * How many patterns there are, which is what takes memory.
	 */
	int patterns() {
		return this.grants.stream().mapToInt((grant) -> grant.topics().size()).sum();
	}

	/**
	 * The grants for who is no user: what has a place for a name is for nobody then.
	 */
	Grants ofNoUser() {
		return of((String) null);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Grants that && this.all == that.all && this.grants.equals(that.grants);
	}

	@Override
	public int hashCode() {
		return this.grants.hashCode();
	}

	@Override
	public String toString() {
		return this.all ? "everything" : this.grants.toString();
	}

}

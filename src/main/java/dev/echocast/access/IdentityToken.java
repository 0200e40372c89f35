package dev.echocast.access;

import java.util.List;

import org.springframework.security.authentication.AbstractAuthenticationToken;

/**
 * Spring Security's view of an {@link Identity}.
 */
final class IdentityToken extends AbstractAuthenticationToken {

	private final transient Identity identity;

	IdentityToken(Identity identity) {
		super(List.of());
		this.identity = identity;
		setAuthenticated(true);
	}

	Identity identity() {
		return this.identity;
	}

	/** It is not kept. */
	@Override
	public Object getCredentials() {
		return "";
	}

	@Override
	public Object getPrincipal() {
		return this.identity.name();
	}

}

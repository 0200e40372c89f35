package dev.echocast.access;

import java.util.Set;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.source.JWKSecurityContextJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.JWKSecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * Selects the keys that may have signed a token: those for an algorithm that is
 * configured, and of the name that the token says. A key without a name, as secrets and
 * PEM files have none, may have signed a token that names any.
 */
final class KeySelector extends JWSVerificationKeySelector<JWKSecurityContext> {

	KeySelector(Set<JWSAlgorithm> algorithms) {
		super(algorithms, new JWKSecurityContextJWKSet());
	}

	@Override
	protected @Nullable JWKMatcher createJWKMatcher(JWSHeader header) {
		JWKMatcher matcher = super.createJWKMatcher(header);
		return (matcher != null && header.getKeyID() != null)
				? new JWKMatcher.Builder(matcher).keyIDs(header.getKeyID(), null).build() : matcher;
	}

}

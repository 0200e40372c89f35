package dev.echocast.transport;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Says in the log that new connections get another certificate, and until when it is
 * valid. It is told after the web server has taken it.
 */
final class CertificateReloads implements Consumer<SslBundle> {

	private static final Log logger = LogFactory.getLog(CertificateReloads.class);

	private final String name;

	CertificateReloads(String name) {
		this.name = name;
	}

	@Override
	public void accept(SslBundle bundle) {
		X509Certificate certificate = certificate(bundle.getStores().getKeyStore());
		logger.info("New connections get the certificate that was loaded now (bundle " + this.name + ")"
				+ ((certificate != null) ? ", valid until " + certificate.getNotAfter().toInstant() : ""));
	}

	private static @Nullable X509Certificate certificate(@Nullable KeyStore keys) {
		try {
			if (keys == null || keys.size() == 0) {
				return null;
			}
			return (keys.getCertificate(keys.aliases().nextElement()) instanceof X509Certificate certificate)
					? certificate : null;
		}
		catch (KeyStoreException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

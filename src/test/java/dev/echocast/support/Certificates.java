package dev.echocast.support;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates for localhost in a directory that looks like a mounted Secret: the files
 * are links into {@code ..data}, which itself is a link that a rotation replaces.
 */
public final class Certificates {

	private final Path directory;

	public Certificates(Path directory) {
		this.directory = directory;
		try {
			for (String file : new String[] { "tls.crt", "tls.key" }) {
				Files.createSymbolicLink(directory.resolve(file), Path.of("..data", file));
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Put a new certificate with its key in the place of the one before. */
	public Certificates rotate(long serial) {
		try {
			Path version = Files.createDirectory(this.directory.resolve("..version" + serial));
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(256);
			KeyPair keys = generator.generateKeyPair();
			write(version.resolve("tls.crt"), certificate(serial, keys));
			write(version.resolve("tls.key"), new JcaPKCS8Generator(keys.getPrivate(), null));
			Path link = Files.createSymbolicLink(this.directory.resolve("..next"), version.getFileName());
			Files.move(link, this.directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
			return this;
		}
		catch (IOException | GeneralSecurityException | OperatorCreationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static X509CertificateHolder certificate(long serial, KeyPair keys)
			throws IOException, OperatorCreationException {
		X500Name name = new X500Name("CN=localhost");
		Instant now = Instant.now();
		return new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(serial),
				Date.from(now.minus(Duration.ofDays(1))), Date.from(now.plus(Duration.ofDays(1))), name,
				keys.getPublic())
			.addExtension(Extension.subjectAlternativeName, false,
					new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")))
			.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
	}

	private static void write(Path file, Object content) throws IOException {
		try (Writer writer = Files.newBufferedWriter(file); JcaPEMWriter pem = new JcaPEMWriter(writer)) {
			pem.writeObject(content);
		}
	}

	public Path certificate() {
		return this.directory.resolve("tls.crt");
	}

	public Path key() {
		return this.directory.resolve("tls.key");
	}

	/** For clients that look at certificates themselves. */
	public static SSLContext trustingAnyone() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { new TrustAnyone() }, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class TrustAnyone implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}

package io.github.asyncwrap.testkit;

import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * What a client needs to trust a {@link StatsServer} with TLS, in one call:
 *
 * <pre>{@code
 * OkHttpClient ok = server.trust().on(new OkHttpClient.Builder()).build();
 * HttpClient jdk  = HttpClient.newBuilder().sslContext(server.trust().sslContext()).build();
 * Files.writeString(file, server.trust().certificatePem());        // curl --cacert FILE
 * }</pre>
 *
 * <p>The certificate is good for {@code localhost}, {@code 127.0.0.1} and {@code ::1}. It is generated once in a JVM: a
 * client that trusts one server trusts all of that JVM, and nobody else; real certificates it trusts no more.
 *
 * <p>Immutable, safe for any thread.
 */
public final class ClientTrust {

    private final HandshakeCertificates certificates;
    private final String pem;

    ClientTrust(HeldCertificate certificate) {
        certificates = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        pem = certificate.certificatePem();
    }

    /**
     * Sets the trust of an OkHttp client.
     *
     * @param builder the client's builder
     * @return the same builder
     * @throws NullPointerException if {@code builder} is null
     */
    public OkHttpClient.Builder on(OkHttpClient.Builder builder) {
        Objects.requireNonNull(builder, "builder");
        return builder.sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager());
    }

    /**
     * Returns an SSL context that trusts the server, as the JDK's HTTP client and most others want it.
     *
     * @return the context, the same each time
     */
    public SSLContext sslContext() {
        return certificates.sslContext();
    }

    /**
     * Returns a trust manager that trusts the server.
     *
     * @return the trust manager, the same each time
     */
    public X509TrustManager trustManager() {
        return certificates.trustManager();
    }

    /**
     * Returns the server's certificate as text, for clients outside this JVM.
     *
     * @return the certificate in the PEM form
     */
    public String certificatePem() {
        return pem;
    }
}

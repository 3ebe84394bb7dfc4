package io.github.asyncwrap.testkit;

import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * The certificate of all servers of this JVM, which signs itself. Made when the first of them wants it, which takes half a
 * second: one for each server would make tests slow, and clients that are kept from test to test impossible.
 */
final class ServerTls {

    /** Longer than any JVM that runs tests lives; the default is a day. */
    private static final long DAYS = 3650;

    private static final class Generated {
        static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
                .commonName("StatsServer")
                .addSubjectAlternativeName("localhost")
                .addSubjectAlternativeName("127.0.0.1")
                .addSubjectAlternativeName("::1")
                .duration(DAYS, TimeUnit.DAYS)
                .build();

        static final HandshakeCertificates OF_SERVER =
                new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build();

        static final ClientTrust TRUST = new ClientTrust(CERTIFICATE);
    }

    private ServerTls() {}

    static void use(MockWebServer server, boolean http2) {
        server.useHttps(Generated.OF_SERVER.sslSocketFactory());
        server.setProtocols(http2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1));
    }

    static ClientTrust trust() {
        return Generated.TRUST;
    }
}

package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.UncheckedIOException;
import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starting, configuring and looking at a server. */
@Timeout(60)
class StatsServerTest {

    @Test
    void start_defaults_listensOnAFreePort() throws Exception {
        try (StatsServer first = StatsServer.start();
                StatsServer second = StatsServer.start()) {
            assertThat(first.port()).isPositive().isNotEqualTo(second.port());
            assertThat(first.url().toString()).isEqualTo("http://localhost:" + first.port() + "/");
            assertThat(first.uri()).hasToString(first.url().toString());
            assertThat(UploadClient.JDK.get(second).body()).isEqualTo("Pong");
        }
    }

    @Test
    void toString_anyTime_tellsAddressStateAndCounts() throws Exception {
        StatsServer server = StatsServer.start();
        try (server;
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 1").send("x").readFinal();

            assertThat(server).hasToString("StatsServer[" + server.url() + ", requests=1, broken=0, connections=1]");
        }
        assertThat(server).hasToString("StatsServer[" + server.url() + " closed, requests=1, broken=0, connections=0]");
    }

    @Test
    void start_portTaken_failsNamingIt() {
        try (StatsServer server = StatsServer.start()) {
            StatsServer.Builder builder = StatsServer.builder().port(server.port());

            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(builder::start)
                    .withMessageStartingWith("cannot listen on port " + server.port() + ": ")
                    .withCauseInstanceOf(BindException.class);
        }
    }

    @Test
    void start_portOfAClosedServer_isFreeAtOnce() throws Exception {
        StatsServer first = StatsServer.start();
        UploadClient.OKHTTP.get(first);
        first.close();

        try (StatsServer second = StatsServer.builder().port(first.port()).start()) {
            assertThat(second.url()).isEqualTo(first.url());
            assertThat(UploadClient.OKHTTP.get(second).body()).isEqualTo("Pong");
        }
    }

    @Test
    void builder_usedTwice_startsTwoServers() {
        StatsServer.Builder builder = StatsServer.builder().receiveSize(10);
        try (StatsServer first = builder.start();
                StatsServer second = builder.start()) {
            assertThat(first.port()).isNotEqualTo(second.port());
        }
    }

    @Test
    void builder_badValues_areRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StatsServer.builder().receiveSize(0))
                .withMessage("receiveSize must be at least 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StatsServer.builder().port(-1))
                .withMessage("port must be from 0 to 65535: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StatsServer.builder().port(65_536))
                .withMessage("port must be from 0 to 65535: 65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StatsServer.builder().bodyLimit(-1))
                .withMessage("bodyLimit must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StatsServer.builder().history(-1))
                .withMessage("history must not be negative: -1");
    }

    @Test
    void builder_optionSetTwice_saysWhatItWas() {
        assertThatIllegalStateException()
                .isThrownBy(() -> StatsServer.builder().receiveSize(7).receiveSize(8))
                .withMessage("receiveSize is set already: 7");
        assertThatIllegalStateException()
                .isThrownBy(() -> StatsServer.builder().port(0).port(0))
                .withMessage("port is set already: 0");
        assertThatIllegalStateException()
                .isThrownBy(() -> StatsServer.builder().bodyLimit(5).bodyLimit(6))
                .withMessage("bodyLimit is set already: 5");
        assertThatIllegalStateException()
                .isThrownBy(() -> StatsServer.builder().history(5).history(6))
                .withMessage("history is set already: 5");
        assertThatIllegalStateException()
                .isThrownBy(() -> StatsServer.builder().tls().tls())
                .withMessage("tls is set already: true");
        assertThatIllegalStateException()
                .isThrownBy(() -> StatsServer.builder().http2().http2())
                .withMessage("http2 is set already: true");
    }
}

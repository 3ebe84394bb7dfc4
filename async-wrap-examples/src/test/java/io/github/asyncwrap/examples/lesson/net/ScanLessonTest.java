package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command of the port scanner. */
class ScanLessonTest {

    @TempDir
    private Path folder;

    @Test
    void demo_findsEachPortToBeWhatItIs() throws Exception {
        LessonRun run = Pictures.drawn(folder, "scan");
        assertThat(run.out().lines()).anyMatch(line -> line.startsWith("open:           3  "));
        assertThat(run.out()).contains("answered last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "door", "both"})
    void byHand_tellsOpenAndClosedPorts(String mode) throws Exception {
        try (ServerSocket open = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket closed = new Socket()) {
            closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String ports = open.getLocalPort() + "," + closed.getLocalPort();
            LessonRun run = LessonRun.of("scan", "--ports", ports, "--mode", mode, "--timeout", "2s");
            assertThat(run.exit()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out().lines())
                    .contains(
                            "open:           1  " + open.getLocalPort(), "closed:         1  " + closed.getLocalPort());
            assertThat(run.out().contains("One by one")).isEqualTo(!mode.equals("door"));
            assertThat(run.out().contains("Door of 64")).isEqualTo(!mode.equals("sequential"));
        }
    }

    @Test
    void byHand_portThatDoesNotAnswer_isFiltered() throws Exception {
        try (SilentPort silent = new SilentPort()) {
            org.junit.jupiter.api.Assumptions.assumeTrue(silent.isSilent());
            LessonRun run = LessonRun.of("scan", "127.0.0.1", "--ports", "" + silent.port(), "--timeout", "50ms");
            assertThat(run.out().lines()).contains("filtered:       1  " + silent.port());
        }
    }

    @Test
    void byHand_withoutATerminal_printsPlainLines() throws Exception {
        try (Child scan = new Child(folder, List.of(), "lesson", "scan", "--ports", "1-50", "--timeout", "1s")) {
            assertThat(scan.awaitExit()).isZero();
            assertThat(scan.out()).contains("100%").doesNotContain("\r", "\u001b");
            assertThat(scan.err()).isEmpty();
        }
    }

    @Test
    void interrupt_endsAScanThatWaits() throws Exception {
        try (SilentPort silent = new SilentPort();
                Child scan = new Child(
                        folder, List.of(), "lesson", "scan", "--ports", "" + silent.port(), "--timeout", "1m")) {
            org.junit.jupiter.api.Assumptions.assumeTrue(silent.isSilent());
            scan.awaitLine("One by one");
            scan.signal("INT");
            assertThat(scan.awaitExit()).isEqualTo(130);
            assertThat(scan.err()).isEmpty();
        }
    }

    @Test
    void hostThatCannotBeResolved_isTold_inOneLine() {
        LessonRun run = LessonRun.of("scan", "no-such-host.invalid");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().strip()).isEqualTo("Cannot scan no-such-host.invalid: there is no host of this name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--ports; 0; '0' is beyond the ports that there are: 1 to 65535",
                "--ports; 9-3; '9-3' ends before it begins",
                "--ports; web; 'web' is not ports such as 80, 1-1024 or 22,80,8000-8100",
                "--concurrency; 0; '0' is not a whole number from 1 to 1024",
                "--concurrency; 5000; '5000' is not a whole number from 1 to 1024",
                "--timeout; 200; '200' is not a time such as 200ms, 2s or 1m",
                "--timeout; -1s; '-1s' is not a time",
                "--timeout; 2m; --timeout is a minute at most",
                "--mode; fast; sequential, door, both"
            })
    void wrongOption_isTold(String option, String value, String complaint) {
        LessonRun run = LessonRun.of("scan", option, value);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().findFirst().orElseThrow()).contains(option, complaint);
    }

    @Test
    void twoHosts_areOneTooMany() {
        assertThat(LessonRun.of("scan", "127.0.0.1", "127.0.0.2").exit()).isEqualTo(2);
    }
}

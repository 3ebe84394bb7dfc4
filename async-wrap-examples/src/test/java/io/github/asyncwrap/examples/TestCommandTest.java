package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test command as a process, with the server in another. */
class TestCommandTest {

    @TempDir
    private Path folder;

    @Test
    void test_ofTheWholeSystem_comparesTheConsumersAndExits0() throws Exception {
        try (Child test = new Child(folder, List.of(), "test", "--port", "0")) {
            test.awaitLine("The server answers at");
            String table = test.awaitLine("consumer  tasks");
            assertThat(table).contains("best s", "worst s", "peak threads", "checksums");
            assertThat(test.awaitExit()).isZero();
            List<String> lines = test.out().lines().toList();
            assertThat(lines.subList(lines.indexOf(table) + 1, lines.size()))
                    .hasSize(ConsumerKind.values().length)
                    .allMatch(row -> row.contains("100 of 100 right")
                            || row.contains("0 of 3 right, as expected: each write is an upload of its own"));
            assertThat(lines)
                    .containsAll(Arrays.stream(ConsumerKind.values())
                            .map(kind -> "Consumer: " + kind)
                            .toList())
                    .contains("The server has stopped");
            assertThat(test.err()).isEmpty();
        }
    }

    @Test
    void test_onATakenPort_exits1AndSaysSo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child test = new Child(folder, List.of(), "test", "-p", Integer.toString(taken.getLocalPort()))) {
            assertThat(test.awaitExit()).isEqualTo(1);
            assertThat(test.err()).contains("Address already in use", "The test failed: The server ended before");
        }
    }

    @Test
    void test_whoseServerIsKilled_exits1() throws Exception {
        try (Child test = new Child(folder, List.of(), "test", "-p", "0")) {
            String line = test.awaitLine("The server answers at");
            long pid = Long.parseLong(line.replaceAll(".*process (\\d+)\\)", "$1"));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            assertThat(test.awaitExit()).isEqualTo(1);
            assertThat(test.err()).contains("The test failed:");
        }
    }

    @Test
    void test_thatIsTerminated_takesItsServerAlong() throws Exception {
        try (Child test = new Child(folder, List.of(), "test", "-p", "0")) {
            String line = test.awaitLine("The server answers at");
            long pid = Long.parseLong(line.replaceAll(".*process (\\d+)\\)", "$1"));
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            test.signal("TERM");
            assertThat(test.awaitExit()).isEqualTo(143);
            server.onExit().get();
        }
    }
}

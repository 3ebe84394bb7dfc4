package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.testkit.StatsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The client command: what it prints, and its exit code. */
class ClientCommandTest {

    private static final String TIMES = "Total time: \\d+\\.\\d{3} s, best: \\d+\\.\\d{3} s, worst: \\d+\\.\\d{3} s";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final UploadServer server = startServer();
    private final String url = "http://127.0.0.1:" + server.port();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(value = ConsumerKind.class, names = "wrong", mode = EnumSource.Mode.EXCLUDE)
    void copy_ofAllTasks_printsTheLinesInOrderAndExits0(ConsumerKind kind) {
        assertThat(run("client", "-w", "2", "-t", "10", "-s", "10", "-u", url, "--consumer", kind.name()))
                .isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.subList(0, 3))
                .containsExactly(
                        "Start copying: workers=2, tasks=10, write chunk=1024, url=" + url,
                        "Bytes per task: 10240",
                        "Total write bytes: 102400");
        assertThat(lines.subList(3, lines.size() - 1)).isNotEmpty().allMatch(line -> line.startsWith("Copying "));
        assertThat(lines.get(lines.size() - 2)).contains("100%", "10/10 tasks", "tasks/s");
        assertThat(lines.get(lines.size() - 1)).matches(TIMES);
        assertThat(err.toString()).isEmpty();
        assertPlainText();
    }

    @Test
    void copy_byDefault_isOneTaskOfOneMebibyte() {
        assertThat(run("client", "-u", url)).isZero();
        assertThat(out.toString())
                .startsWith("Start copying: workers=1, tasks=1, write chunk=1024, url=" + url)
                .contains("Bytes per task: 1048576", "Total write bytes: 1048576");
    }

    @Test
    void copy_byTheWrongConsumer_exits1AndShowsTheChecksums() {
        assertThat(run("client", "-t", "2", "-s", "3", "-u", url, "--consumer", "wrong"))
                .isEqualTo(1);
        assertThat(out.toString().lines().filter(line -> line.startsWith("Task ")))
                .hasSize(2)
                .allMatch(line -> line.contains("wrong checksum"))
                .anyMatch(line -> line.contains("requests=6"));
    }

    @ParameterizedTest
    @EnumSource(ConsumerKind.class)
    void copy_toAStoppedServer_exits1WithALineForEachTask(ConsumerKind kind) throws Exception {
        try (StatsServer server = StatsServer.start()) {
            server.stopListening();
            String url = "http://127.0.0.1:" + server.port();
            assertThat(run("client", "-w", "4", "-t", "50", "-u", url, "--consumer", kind.name()))
                    .isEqualTo(1);
        }
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(lines.size() - 51)).matches(TIMES);
        for (int task = 1; task <= 50; task++) {
            assertThat(lines.get(lines.size() - 51 + task))
                    .startsWith("Task " + task + ": PUT http://127.0.0.1:")
                    .contains("Connection refused");
        }
        assertPlainText();
    }

    @Test
    void copy_ofUploadsThatAreTooLarge_namesTheAnswer() {
        assertThat(run("client", "-s", "2048", "-u", url)).isEqualTo(1);
        assertThat(out.toString()).contains("answered 413 Request Entity Too Large");
    }

    @ParameterizedTest
    @CsvSource({
        "-w, 0, 'whole number from 1 to 2147483647'",
        "-t, -1, 'whole number from 1'",
        "-t, many, 'whole number from 1'",
        "-c, 99999999999, 'whole number from 1 to 16777216'",
        "-s, 1.5, 'whole number from 1'",
        "-u, ftp://x, 'such as http://127.0.0.1:8080'",
        "-u, 127.0.0.1:8080, 'such as http://127.0.0.1:8080'",
        "--consumer, best, 'thread, wrong'"
    })
    void option_withABadValue_exits2AndSaysWhatWouldBeRight(String option, String value, String right) {
        assertThat(run("client", option, value)).isEqualTo(2);
        assertThat(err.toString()).contains("'" + value + "'").contains(right);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void sizes_thatCannotBeCounted_exit2() {
        assertThat(run("client", "-t", "2147483647", "-s", "2147483647", "-c", "1"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--tasks 2147483647 times --data-size 2147483647");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "server", "client", "test"})
    void help_isThereForEveryCommand(String command) {
        assertThat(run((command + " --help").strip().split(" "))).isZero();
        assertThat(out.toString())
                .startsWith("Usage: async-wrap-examples " + command)
                .contains("--version");
        assertThat(run((command + " --version").strip().split(" "))).isZero();
        assertThat(out.toString()).contains("async-wrap-examples (not run from its jar)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "copy",
                "client --fast",
                "server a b",
                "server https://127.0.0.1:1",
                "server http://h:x",
                "server http://h:65536",
                "server -c 0",
                "server --max-bytes -5",
                "server --store",
                "server --store=",
                "test -p 65536"
            })
    void commandLine_thatIsNotUnderstood_exits2(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotEmpty().doesNotContain("\tat ");
    }

    private void assertPlainText() {
        assertThat(out.toString().replace(System.lineSeparator(), "")).doesNotContainPattern("\\p{Cntrl}");
    }

    private int run(String... args) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }

    private static UploadServer startServer() {
        try {
            return UploadServer.start(new ServerSettings(URI.create("http://127.0.0.1:0"), 1024, 1024 * 1024));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package io.github.asyncwrap.examples.lesson.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonProcesses;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers to which the system gives no more sockets: accepting fails, and goes on failing. */
@EnabledOnOs(OS.LINUX)
class EchoDescriptorsTest {
    private static final int CLIENTS = 12;
    private static final byte[] LINE = {'x', '\n'};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = EchoStyle.class,
            names = {"SELECT", "CALLBACKS", "GENERATORS", "COROUTINES", "DELEGATORS", "FUTURES", "VIRTUAL", "WRAPPED"})
    void server_withoutSocketsForAll_servesThoseItHas_andTheOthersWhenTheseHaveGone(EchoStyle style) throws Exception {
        assumeThat(style.isAvailable()).isTrue();
        List<EchoClient> clients = new ArrayList<>();
        try (Child server = LessonProcesses.start(folder, "echo", "--style", style.toString())) {
            int port = LessonProcesses.portOf(server);
            server.awaitLine("Ctrl+C");
            try (EchoClient first = new EchoClient(port)) {
                first.ask(LINE); // so that there is nothing more to load, for which a file would be needed
            }
            ProcessHandle process = ProcessHandle.current().children().findAny().orElseThrow();
            leave(2, process.pid());
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new EchoClient(port));
                clients.get(i).send(LINE);
            }
            EchoClient last = clients.get(CLIENTS - 1);
            for (EchoClient client : clients) {
                assertThat(client.receive(LINE.length)).isEqualTo(LINE);
                if (client == clients.get(0)) {
                    for (int i = 0; i < 50; i++) {
                        client.ask(LINE);
                    }
                    assertThat(last.arrived()).isZero();
                }
                client.close();
            }
            server.signal("INT");
            assertThat(server.awaitExit()).isEqualTo(130);
            assertThat(server.err()).isEmpty();
        } finally {
            for (EchoClient client : clients) {
                client.close();
            }
        }
    }

    /** Lets a process have so many files and sockets more than it has now. */
    private static void leave(int more, long pid) throws Exception {
        long limit = more;
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            limit += open.count();
        }
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + limit + ":" + limit)
                .redirectErrorStream(true)
                .start();
        assertThat(prlimit.waitFor())
                .as(new String(prlimit.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
    }
}

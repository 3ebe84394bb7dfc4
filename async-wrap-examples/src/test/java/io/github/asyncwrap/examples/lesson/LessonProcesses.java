package io.github.asyncwrap.examples.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Child;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What must hold for each lesson that by hand is a server; in processes of their own. */
public final class LessonProcesses {
    private LessonProcesses() {}

    /** Starts it on a free port. */
    public static Child start(Path folder, String... lesson) throws Exception {
        return new Child(folder, List.of(), with(lesson, "0"));
    }

    /** Waits until it serves. */
    public static int portOf(Child server) throws Exception {
        String line = server.awaitLine("Listening on ");
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    /** Ctrl+C ends it, nothing but what it said at first was printed, and the port is free at once. */
    public static void stopsOnInterrupt(Path folder, String... lesson) throws Exception {
        try (Child server = start(folder, lesson)) {
            int port = portOf(server);
            server.awaitLine("Ctrl+C");
            server.signal("INT");
            assertThat(server.awaitExit()).isEqualTo(130);
            assertThat(server.err()).isEmpty();
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    /** A port that is taken is told in one line. */
    public static void tellsThatThePortIsTaken(String... lesson) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            LessonRun run = LessonRun.of(withoutCommand(with(lesson, port)));
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("Cannot listen on 127.0.0.1:" + port + ": ")
                    .contains("--port");
        }
    }

    private static String[] with(String[] lesson, String port) {
        List<String> args = new ArrayList<>(List.of("lesson"));
        args.addAll(List.of(lesson));
        args.addAll(List.of("--port", port));
        return args.toArray(String[]::new);
    }

    private static String[] withoutCommand(String[] args) {
        return List.of(args).subList(1, args.length).toArray(String[]::new);
    }
}

package io.github.asyncwrap.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole system once with each consumer, and compares them. */
@Command(
        name = "test",
        description = "Starts a server in a process of its own, copies uploads to it with each consumer, compares them,"
                + " and stops the server. Exits 0 only if all went well; for the wrong consumer that means that its"
                + " checksums are wrong.")
final class TestCommand implements Callable<Integer> {

    private static final int WORKERS = 3;
    private static final int TASKS = 100;
    private static final int WARM_UP_TASKS = 20;
    private static final int CHUNK_SIZE = 1024;
    private static final long BYTES_PER_TASK = 1024 * 1024;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            converter = OptionTypes.Port.class,
            description = "Where the server listens; 0 is any free port (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (ServerProcess server = ServerProcess.start(port)) {
            out.println("The server answers at " + server.url() + " (process " + server.pid() + ")");
            Comparison comparison = new Comparison();
            out.println("Warming up: " + WARM_UP_TASKS + " tasks of each correct consumer, not counted");
            out.flush();
            warmUp(server.url(), out);
            for (ConsumerKind consumer : ConsumerKind.values()) {
                copy(consumer, server.url(), comparison, out);
            }
            server.stop();
            out.println();
            out.println("The server has stopped");
            out.println();
            comparison.lines().forEach(out::println);
            out.flush();
            return comparison.isAsExpected() ? 0 : 1;
        } catch (IOException e) {
            spec.commandLine().getErr().println("The test failed: " + UploadException.describe(e));
            return 1;
        }
    }

    /** Without it the consumer that comes first would pay for loading and compiling what they share. */
    private static void warmUp(String url, PrintWriter out) throws InterruptedException {
        for (ConsumerKind consumer : ConsumerKind.values()) {
            if (consumer.isCorrect()) {
                // What goes wrong here goes wrong again where it is counted, and is reported there.
                run(consumer, WARM_UP_TASKS, url, out).copy(() -> {});
            }
        }
    }

    private static void copy(ConsumerKind consumer, String url, Comparison comparison, PrintWriter out)
            throws InterruptedException {
        // The wrong consumer makes a request of each write: a few tasks show it.
        int tasks = consumer.isCorrect() ? TASKS : WORKERS;
        out.println();
        out.println("Consumer: " + consumer);
        PeakThreads peak = PeakThreads.begin();
        CopyReport report = run(consumer, tasks, url, out).run();
        comparison.add(consumer, report, peak.count());
    }

    private static CopyRun run(ConsumerKind consumer, int tasks, String url, PrintWriter out) {
        return new CopyRun(new CopySettings(WORKERS, tasks, CHUNK_SIZE, BYTES_PER_TASK, url, consumer), out);
    }
}

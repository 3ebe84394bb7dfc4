package io.github.asyncwrap.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The upload system: {@code client -w 50 -t 2000 -s 64} against {@code server}, each in a process of its own. The time
 * that counts is the one that the client says, in the secondary result; the other one has the start of a JVM in it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 9)
public class W10 {
    /** The jar that the same build has made, from the top folder of the project. */
    private static final String EXAMPLES =
            System.getProperty("examples", "async-wrap-examples/target/async-wrap-examples.jar");

    private static final Pattern TOTAL = Pattern.compile("Total time: ([0-9.]+) s.*");

    /** Through which consumer. */
    @Param({"async", "thread"})
    public String peer = "async";

    private @Nullable Process server;
    private String url = "";

    /** What the client says. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Said {
        /** Seconds for all uploads. */
        public double seconds;
    }

    /**
     * Starts the server.
     *
     * @throws IOException if it does not start
     */
    @Setup(Level.Trial)
    public void startServer() throws IOException {
        Process started = start("server", "http://127.0.0.1:0");
        server = started;
        BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); ; line = lines.readLine()) {
            if (Objects.requireNonNull(line, "the server has ended: is there a " + EXAMPLES + "?")
                    .startsWith("http://")) {
                url = line;
                return;
            }
        }
    }

    /** Stops the server. */
    @TearDown(Level.Trial)
    public void stopServer() {
        if (server != null) {
            server.destroy();
        }
    }

    /**
     * 2,000 uploads of 64 KiB, 50 at once.
     *
     * @param said the result
     * @throws Exception if an upload goes wrong
     */
    @Benchmark
    public void upload(Said said) throws Exception {
        Process client = start("client", "-w", "50", "-t", "2000", "-s", "64", "-u", url, "--consumer", peer);
        List<String> lines = client.inputReader(StandardCharsets.UTF_8).lines().toList();
        if (client.waitFor() != 0) {
            throw new IllegalStateException("the client failed: " + lines);
        }
        for (String line : lines) {
            Matcher total = TOTAL.matcher(line);
            if (total.matches()) {
                said.seconds = Double.parseDouble(total.group(1));
            }
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", EXAMPLES));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}

package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.Blackhole;

/** A million lines of 60 characters, read from a file in the system's cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W12 {
    private static final int LINES = 1_000_000;

    /** Who reads. */
    public enum LineReader {
        /** {@link AsyncFiles#lines}. */
        ours {
            @Override
            long read(W12 its, Blackhole hole) {
                Counting counting = new Counting(hole);
                its.files.lines(its.file).subscribe(counting);
                return counting.end.join();
            }
        },
        /** {@code readLine} of an {@code AsyncFile}: a call for each line. */
        oursLineByLine {
            @Override
            long read(W12 its, Blackhole hole) {
                var opened = its.files.open(its.file).join();
                long count = 0;
                for (String line = opened.readLine().join();
                        line != null;
                        line = opened.readLine().join()) {
                    hole.consume(line);
                    count++;
                }
                AsyncFuture<Void> closed = opened.close();
                closed.join();
                return count;
            }
        },
        /** {@link Files#newBufferedReader(Path)}, on the thread that measures. */
        bufferedReader {
            @Override
            long read(W12 its, Blackhole hole) throws IOException {
                long count = 0;
                try (BufferedReader reader = Files.newBufferedReader(its.file)) {
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                        hole.consume(line);
                        count++;
                    }
                }
                return count;
            }
        };

        abstract long read(W12 its, Blackhole hole) throws IOException;
    }

    private static final class Counting implements Flow.Subscriber<String> {
        final CompletableFuture<Long> end = new CompletableFuture<>();
        private final Blackhole hole;
        private long count;

        Counting(Blackhole hole) {
            this.hole = hole;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            hole.consume(line);
            count++;
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(count);
        }
    }

    /** Who reads. */
    @Param({"ours", "bufferedReader"})
    public LineReader peer = LineReader.ours;

    private Path file = Path.of("");
    private AsyncWrapper door = AsyncWrapper.of("none", 1);
    private AsyncFiles files = AsyncFiles.on(door);

    /**
     * Writes the file and starts the threads.
     *
     * @throws IOException if there is no room
     */
    @Setup(Level.Trial)
    public void open() throws IOException {
        door.close();
        door = AsyncWrapper.of("bench", 2);
        files = AsyncFiles.on(door);
        file = Files.writeString(
                Files.createTempFile("w12", ".txt"), ("0123456789".repeat(5) + "012345678\n").repeat(LINES));
    }

    /**
     * Removes it and stops them.
     *
     * @throws IOException if the file cannot be removed
     */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        door.close();
        Files.delete(file);
    }

    /**
     * All lines.
     *
     * @param hole takes them
     * @return how many
     * @throws IOException if the file cannot be read
     */
    @Benchmark
    public long lines(Blackhole hole) throws IOException {
        long count = peer.read(this, hole);
        if (count != LINES) {
            throw new IllegalStateException(count + " lines");
        }
        return count;
    }
}

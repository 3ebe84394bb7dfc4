package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** A file of {@link #mebibytes}, copied by chunks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class W12Copy {
    private static final int MIB = 1 << 20;

    /** Who copies. */
    public enum Copier {
        /** {@link AsyncFiles#chunks(Path, int)} into {@link AsyncFile#write(Flow.Publisher)}. */
        ours {
            @Override
            void copy(W12Copy its) {
                AsyncFile target = its.openTarget();
                AsyncFuture<Void> copied =
                        target.write(its.files.chunks(its.source, its.chunk)).thenCompose(bytes -> target.close());
                copied.join();
            }
        },
        /** The same into {@link AsyncFile#write(ByteBuffer)}, a call for each chunk, up to 16 of them on their way. */
        oursChunkByChunk {
            @Override
            void copy(W12Copy its) {
                AsyncFile target = its.openTarget();
                Writing writing = new Writing(target);
                its.files.chunks(its.source, its.chunk).subscribe(writing);
                writing.end.join();
            }
        },
        /**
         * {@link Files#copy(Path, Path, java.nio.file.CopyOption...)}. On Linux the kernel copies, by {@code sendfile} on
         * Java 17.0.15 and {@code copy_file_range} on Java 25: no byte comes into the process.
         */
        filesCopy {
            @Override
            void copy(W12Copy its) throws IOException {
                Path unused = Files.copy(its.source, its.target, StandardCopyOption.REPLACE_EXISTING);
            }
        };

        abstract void copy(W12Copy its) throws IOException;
    }

    private static final class Writing implements Flow.Subscriber<ByteBuffer> {
        private static final int ON_THEIR_WAY = 16;

        final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
        private final AsyncFile target;
        private volatile Flow.@Nullable Subscription subscription;

        Writing(AsyncFile target) {
            this.target = target;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(ON_THEIR_WAY);
        }

        @Override
        public void onNext(ByteBuffer chunk) {
            AsyncFuture<?> unused = target.write(chunk).whenComplete((nothing, failed) -> {
                Flow.Subscription given = subscription;
                if (failed != null) {
                    onError(failed);
                } else if (given != null) {
                    given.request(1);
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            AsyncFuture<?> unused = target.close().whenComplete((nothing, failed) -> {
                if (failed != null) {
                    onError(failed);
                } else {
                    end.complete(null);
                }
            });
        }
    }

    /** Who copies. */
    @Param({"ours", "filesCopy"})
    public Copier peer = Copier.ours;

    /** How many. */
    @Param("1024")
    public int mebibytes = 1;

    /** Bytes of a chunk; means nothing to {@code Files.copy}. */
    @Param("32768")
    public int chunk = 1;

    /** Where the files are; the folder for such files if it is empty. {@code /dev/shm} leaves the disk out. */
    @Param("")
    public String dir = "";

    private Path source = Path.of("");
    private Path target = Path.of("");
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
        Path folder = Path.of(dir.isEmpty() ? System.getProperty("java.io.tmpdir", "") : dir);
        source = Files.createTempFile(folder, "w12", ".source");
        target = Files.createTempFile(folder, "w12", ".target");
        try (FileChannel out = FileChannel.open(source, StandardOpenOption.WRITE)) {
            for (int i = 0; i < mebibytes; i++) {
                ByteBuffer some = ByteBuffer.allocate(MIB);
                some.put(0, new byte[] {(byte) i, 1, 2});
                int unused = out.write(some);
            }
        }
    }

    private AsyncFile openTarget() {
        return files.open(target, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                .join();
    }

    /**
     * Removes it and stops them.
     *
     * @throws IOException if the files cannot be removed
     */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        door.close();
        Files.delete(source);
        Files.delete(target);
    }

    /**
     * The whole file.
     *
     * @return the size of the copy
     * @throws IOException if it cannot be copied
     */
    @Benchmark
    public long copy() throws IOException {
        peer.copy(this);
        long size = Files.size(target);
        if (size != (long) mebibytes * MIB) {
            throw new IllegalStateException(size + " bytes");
        }
        return size;
    }
}

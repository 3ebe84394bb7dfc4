package io.github.asyncwrap.examples;

import io.github.asyncwrap.ThrowingRunnable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A folder on the real disk, which is slow or full when a test says so, and tells what has been done. */
final class TestFolder implements StoreFolder {

    private final Path path;
    private final DiskFolder disk;
    private final Semaphore written = new Semaphore(0);
    private final Semaphore discarded = new Semaphore(0);
    private final AtomicInteger busy = new AtomicInteger();
    final AtomicInteger maxBusy = new AtomicInteger();
    final AtomicLong bytes = new AtomicLong();

    // What is done first, on the store's thread.
    volatile ThrowingRunnable beforeWrite = () -> {};
    volatile ThrowingRunnable beforeCommit = () -> {};
    volatile ThrowingRunnable beforeDiscard = () -> {};

    TestFolder(Path path) throws IOException {
        this.path = path;
        this.disk = DiskFolder.open(path);
    }

    /** All there is but the lock. */
    static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(DiskFolder.LOCK))
                    .sorted()
                    .toList();
        }
    }

    List<String> files() throws IOException {
        return files(path);
    }

    byte[] read(String name) throws IOException {
        return Files.readAllBytes(path.resolve(name));
    }

    /** Waits for one more write that is over. */
    void awaitWritten() throws InterruptedException {
        await(written, "write");
    }

    /** Waits for one more upload that has been discarded. */
    void awaitDiscarded() throws InterruptedException {
        await(discarded, "discard");
    }

    private static void await(Semaphore semaphore, String what) throws InterruptedException {
        if (!semaphore.tryAcquire(30, TimeUnit.SECONDS)) {
            throw new AssertionError("no " + what + " within 30 s");
        }
    }

    @Override
    public Part newPart() {
        return new Watched(disk.newPart());
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }

    private final class Watched implements Part {
        private final Part part;

        Watched(Part part) {
            this.part = part;
        }

        @Override
        public String name() {
            return part.name();
        }

        @Override
        public void write(ByteBuffer chunk) throws IOException {
            int size = chunk.remaining();
            alone(beforeWrite, () -> part.write(chunk));
            bytes.addAndGet(size);
            written.release();
        }

        @Override
        public void commit() throws IOException {
            alone(beforeCommit, part::commit);
        }

        @Override
        public void discard() throws IOException {
            try {
                alone(beforeDiscard, part::discard);
            } finally {
                discarded.release();
            }
        }

        @Override
        public String toString() {
            return part.toString();
        }

        private void alone(ThrowingRunnable before, ThrowingRunnable step) throws IOException {
            maxBusy.accumulateAndGet(busy.incrementAndGet(), Math::max);
            try {
                before.run();
                step.run();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            } finally {
                busy.decrementAndGet();
            }
        }
    }
}

package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * An operation under way: whether it is to go on, and how far it is. All but the flag belongs to the thread of the body.
 *
 * <p>The body is not interrupted, as that would close the channels under it and take its clean-up with them: it looks at
 * the flag itself, before each entry and each chunk.
 */
final class TreeWork {
    private static final int CHUNK = 64 << 10;

    private final Consumer<? super TreeProgress> progress;
    private final byte[] chunk = new byte[CHUNK];
    private long files;
    private long directories;
    private long links;
    private long bytes;
    private volatile boolean cancelled;

    /** What an operation does. */
    interface Body<T> {
        T run(TreeWork work) throws IOException;
    }

    private TreeWork(Consumer<? super TreeProgress> progress) {
        this.progress = progress;
    }

    /** Nobody is told of it, and it cannot be cancelled: for what is cleaned up, or must come to its end. */
    static TreeWork silent() {
        return new TreeWork(done -> {});
    }

    /**
     * Makes a call of an operation.
     *
     * @param steady does not interrupt
     */
    static <T> AsyncFuture<T> call(AsyncWrapper steady, TreeOptions options, Body<T> body) {
        return steady.call(() -> {
            TreeWork work = new TreeWork(options.progress());
            Cancellation stop = Cancellation.onCancel(() -> work.cancelled = true);
            try (stop) {
                return body.run(work);
            }
        });
    }

    /**
     * To be called before whatever takes time.
     *
     * @throws CancellationException if the operation is to end
     */
    void proceed() {
        if (cancelled) {
            throw new CancellationException("the operation was cancelled while it ran");
        }
    }

    /** Moves all the bytes of a file. */
    void transfer(InputStream from, OutputStream to, Path path) throws IOException {
        proceed();
        for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
            to.write(chunk, 0, n);
            bytes(n, path);
            proceed();
        }
    }

    void bytes(long n, Path path) {
        bytes += n;
        tell(path);
    }

    /** Counts no more the bytes of a file that is left out after all; that they were told of stays so. */
    void uncount(long before) {
        bytes = before;
    }

    void file(Path path) {
        files++;
        tell(path);
    }

    /** A file whose bytes are not told by themselves. */
    void file(Path path, long size) {
        bytes += size;
        file(path);
    }

    void directory(Path path) {
        directories++;
        tell(path);
    }

    void link(Path path) {
        links++;
        tell(path);
    }

    private void tell(Path path) {
        progress.accept(new TreeProgress(path, summary()));
    }

    TreeSummary summary() {
        return new TreeSummary(files, directories, links, bytes);
    }
}

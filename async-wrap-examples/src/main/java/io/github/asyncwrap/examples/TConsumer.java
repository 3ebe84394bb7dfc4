package io.github.asyncwrap.examples;

import io.github.asyncwrap.testkit.UploadStats;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The classic way to push chunks into a function that pulls them: each consumer has a thread that runs the blocking
 * {@code PUT} and reads the chunks from a queue of capacity 1. {@link #write} returns once its chunk has been taken.
 *
 * <p>However the {@code PUT} ends, its outcome is settled first and the {@link HandOver} closed after it, so a writer
 * that waits for a reader that is gone, or was never there (a refused connection does not even open its body), is
 * released and finds the reason. An answer that comes before the end of the body is a failure too, a 201 not less than
 * a 413: nobody knows which chunks it counts.
 */
final class TConsumer implements Consumer {

    private static final AtomicLong THREADS = new AtomicLong();

    private final HandOver body = new HandOver();
    private final Upload upload;
    private final FutureTask<UploadStats> put;
    private long bytes;
    private @Nullable InterruptedException interrupt;

    /**
     * Starts an upload.
     *
     * @param uploader makes the blocking upload of a stream, such as {@link Uploader#upload}
     */
    TConsumer(Function<? super InputStream, ? extends Upload> uploader) {
        upload = uploader.apply(body);
        put = new FutureTask<>(upload::execute) {
            @Override
            protected void done() {
                body.close();
            }
        };
        Thread thread = new Thread(put, "upload-" + THREADS.incrementAndGet());
        // A consumer that nobody closes must not keep the JVM alive.
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void write(byte[] chunk) {
        if (interrupt != null) {
            throw failed(interrupt);
        }
        try {
            if (!body.give(chunk)) {
                outcome();
            }
            bytes += chunk.length;
        } catch (InterruptedException e) {
            throw breakOff(e);
        }
    }

    @Override
    public UploadStats close() {
        if (interrupt != null) {
            throw failed(interrupt);
        }
        body.end();
        try {
            return outcome();
        } catch (InterruptedException e) {
            throw breakOff(e);
        }
    }

    private UploadStats outcome() throws InterruptedException {
        try {
            UploadStats answer = put.get();
            if (!body.isDrained()) {
                throw failed(new IOException("answered before the end of the body: " + answer));
            }
            return answer;
        } catch (ExecutionException e) {
            throw failed(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Both are needed: the upload waits for its source, or for the network, and each ends only one of them. */
    private UploadException breakOff(InterruptedException e) {
        interrupt = e;
        body.abandon("the writing thread was interrupted");
        upload.cancel();
        Thread.currentThread().interrupt();
        return failed(e);
    }

    private UploadException failed(Throwable cause) {
        return UploadException.of(upload, bytes, cause);
    }
}

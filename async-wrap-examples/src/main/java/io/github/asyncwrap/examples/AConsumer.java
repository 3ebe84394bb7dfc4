package io.github.asyncwrap.examples;

import io.github.asyncwrap.AsyncByteSink;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.UploadStats;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous way to push chunks into a function that pulls them, without a change to that function or to the
 * client: a {@link AsyncWrapper#byteSink} over the same blocking {@code PUT}. A consumer has no thread of its own; all
 * consumers share the slots of one wrapper. {@link #write} returns while there is room in the sink's window.
 *
 * <p>A consumer that has no slot yet takes a window of chunks and then waits for its turn. One thread that writes to
 * more consumers in turn than there are slots waits for itself: after {@link #PATIENCE} the upload that gets no slot
 * fails, and says so.
 */
final class AConsumer implements Consumer {

    /** How many uploads run at once, and so how many threads there are at most. */
    static final int SLOTS = 16;

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Uploader uploader;
    private final AsyncByteSink<UploadStats> upload;
    private volatile @Nullable Upload running;
    private @Nullable UploadException failure;
    private long bytes;

    AConsumer(AsyncWrapper uploads, Uploader uploader) {
        this.uploader = uploader;
        this.upload = uploads.byteSink(this::put);
    }

    /** What all consumers of a run share; as many may be open at once as there are workers. */
    static AsyncWrapper uploads(int workers) {
        return AsyncWrapper.builder("uploads", SLOTS)
                .maxPending(workers)
                .pendingTimeout(PATIENCE)
                .build();
    }

    @Override
    public void write(byte[] chunk) {
        await(upload.write(ByteBuffer.wrap(chunk)));
        bytes += chunk.length;
    }

    @Override
    public UploadStats close() {
        return await(upload.finish());
    }

    /** The blocking side: the same upload as everybody's, on a thread of the wrapper. */
    private UploadStats put(InputStream body) throws IOException {
        Upload put = uploader.upload(body);
        running = put;
        UploadStats answer = put.execute();
        if (body.read() >= 0) {
            throw new IOException("answered before the end of the body: " + answer);
        }
        return answer;
    }

    private <T> T await(Future<T> step) {
        if (failure == null) {
            try {
                return step.get();
            } catch (ExecutionException e) {
                failure = UploadException.of(uploader, bytes, e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                failure = UploadException.of(uploader, bytes, e);
                breakOff(e);
            }
        }
        throw failure;
    }

    /** Ends the upload wherever it is: pending, reading its stream, or waiting for the network. */
    private void breakOff(InterruptedException e) {
        upload.fail(e);
        upload.finish().cancel(true);
        Upload put = running;
        if (put != null) {
            put.cancel();
        }
        Thread.currentThread().interrupt();
    }
}

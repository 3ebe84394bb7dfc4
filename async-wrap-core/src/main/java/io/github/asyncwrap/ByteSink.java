package io.github.asyncwrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A sink of chunks, whose reader sees a stream, and whose writer may have one, too. */
final class ByteSink<R extends @Nullable Object> extends Sink<ByteBuffer, R> implements AsyncByteSink<R> {
    private final OutputStream stream;

    ByteSink(View view, Window<ByteBuffer> window, ThrowingFunction<? super InputStream, ? extends R> reader) {
        super(view, window, intake -> reader.apply(new ChunkInputStream(intake)));
        this.stream = new Stream(window);
    }

    /** A buffer of our own over the same bytes: whatever the caller does with the position of his, we count the same. */
    @Override
    public AsyncFuture<Void> write(ByteBuffer chunk) {
        return super.write(Objects.requireNonNull(chunk, "item").duplicate());
    }

    @Override
    public OutputStream asOutputStream() {
        return stream;
    }

    private AsyncFuture<Void> writeOwned(ByteBuffer chunk) {
        return super.write(chunk);
    }

    private final class Stream extends ChunkOutputStream {
        Stream(Window<ByteBuffer> window) {
            super(ByteSink.this.name, window);
        }

        /** Waits for room before, not after: so what fits into the window never waits. */
        @Override
        void hand(ByteBuffer chunk) throws IOException {
            await(whenRoom());
            AsyncFuture<Void> written = writeOwned(chunk);
            if (written.isCompletedExceptionally()) {
                await(written);
            }
        }

        private void await(AsyncFuture<Void> step) throws IOException {
            if (!step.isDone()) {
                LoopGuard.check(
                        name + " - a write to the stream of a sink without room",
                        "use the sink's write(...) and its future, or write on another thread");
            }
            try {
                Object unused = step.get();
            } catch (ExecutionException failed) {
                throw refused(failed.getCause() == null ? failed : failed.getCause());
            } catch (CancellationException cancelled) {
                throw refused(cancelled.getCause() == null ? cancelled : cancelled.getCause()); // Java 19+ wraps it
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                throw interrupted(name + " - interrupted while waiting for room", interrupt);
            }
        }

        private IOException refused(Throwable failed) {
            Throwable reason = reasonOf(failed);
            return new IOException(name + " - nothing more is read: " + reason, reason);
        }

        @Override
        void ended() {
            AsyncFuture<R> unused = finish();
        }

        @Override
        void broken(Throwable cause) {
            fail(cause);
        }

        @Override
        public String toString() {
            return "the stream of " + ByteSink.this;
        }
    }
}

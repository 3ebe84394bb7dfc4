package io.github.asyncwrap;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** What a blocking writer sees of a source: a consumer of items, or a stream. */
final class SourceFaces {
    private SourceFaces() {}

    static <T> SourceSubscription.Writer<T> items(ThrowingConsumer<? super Consumer<T>> writer) {
        return subscription -> writer.accept(new Items<>(subscription));
    }

    static SourceSubscription.Writer<ByteBuffer> bytes(
            ThrowingConsumer<? super OutputStream> writer, Window<ByteBuffer> window) {
        return subscription -> {
            Bytes out = new Bytes(subscription, window);
            try {
                writer.accept(out);
            } catch (Throwable thrown) {
                try {
                    out.close(); // what was written counts, however the writer ends
                } catch (Throwable again) {
                    if (again != thrown) {
                        thrown.addSuppressed(again);
                    }
                }
                throw thrown;
            }
            out.close();
        };
    }

    private record Items<T>(SourceSubscription<T> subscription) implements Consumer<T> {
        @Override
        public void accept(T item) {
            try {
                subscription.put(Objects.requireNonNull(item, "item"));
            } catch (InterruptedIOException ended) {
                CancellationException cancelled = new CancellationException(ended.getMessage());
                cancelled.initCause(ended);
                throw cancelled;
            } catch (IOException closed) {
                throw new IllegalStateException(closed.getMessage(), closed);
            }
        }
    }

    private static final class Bytes extends ChunkOutputStream {
        private final SourceSubscription<ByteBuffer> subscription;

        Bytes(SourceSubscription<ByteBuffer> subscription, Window<ByteBuffer> window) {
            super(subscription.name, window);
            this.subscription = subscription;
        }

        @Override
        void hand(ByteBuffer full) throws IOException {
            subscription.put(full);
        }

        @Override
        void ended() {} // the writer's return is the end

        @Override
        void broken(Throwable cause) {} // the subscription knows

        @Override
        public String toString() {
            return "the stream of " + subscription;
        }
    }
}

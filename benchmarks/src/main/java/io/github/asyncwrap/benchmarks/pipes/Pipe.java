package io.github.asyncwrap.benchmarks.pipes;

import io.github.asyncwrap.AsyncByteSink;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okio.Buffer;
import okio.BufferedSink;
import okio.Okio;

/** The end that is written to; {@link #close} is the end of the input. */
public interface Pipe extends AutoCloseable {

    /**
     * Writes a chunk, and waits while there is no room for it.
     *
     * @param chunk the chunk, which nobody changes
     * @throws Exception if the pipe breaks
     */
    void write(byte[] chunk) throws Exception;

    /**
     * Lets the reader see what was written.
     *
     * @throws Exception if the pipe breaks
     */
    default void flush() throws Exception {}

    @Override
    void close() throws IOException;

    /** The threads that read. */
    final class Threads implements AutoCloseable {
        private final ExecutorService executor = Executors.newCachedThreadPool();
        private final AsyncWrapper door = AsyncWrapper.of("bench", 2);

        private void read(Reader reader, Reading reading) {
            executor.execute(() -> {
                try {
                    reading.readAll();
                    reader.close();
                } catch (Throwable broken) {
                    reader.fail(broken);
                }
            });
        }

        @Override
        public void close() {
            door.close();
            executor.shutdown();
        }
    }

    /** What a reading thread does. */
    @FunctionalInterface
    interface Reading {
        /** Reads to the end. */
        void readAll() throws Exception;
    }

    /** The pipes; the names are the values of the parameter {@code peer}. */
    enum Kind {
        /** {@link AsyncWrapper#byteSink}: its chunks are handed over, and the reader gets them as they are. */
        ours {
            @Override
            public Pipe open(Threads threads, int window, int chunk, Reader reader) {
                AsyncByteSink<Void> sink = threads.door.byteSink(
                        in -> {
                            in.transferTo(reader);
                            reader.close();
                            return null;
                        },
                        window);
                return new Pipe() {
                    @Override
                    public void write(byte[] bytes) throws Exception {
                        AsyncFuture<Void> taken = sink.write(ByteBuffer.wrap(bytes));
                        if (!taken.isDone()) {
                            taken.get();
                        }
                    }

                    @Override
                    public void close() {
                        AsyncFuture<Void> unused = sink.finish();
                    }
                };
            }
        },
        /** {@link PipedInputStream} with a buffer as large as the window. */
        piped {
            @Override
            public Pipe open(Threads threads, int window, int chunk, Reader reader) throws IOException {
                PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out, window);
                threads.read(reader, () -> in.transferTo(reader));
                return new OverStream(out);
            }
        },
        /** Okio's Pipe. */
        okio {
            @Override
            public Pipe open(Threads threads, int window, int chunk, Reader reader) {
                okio.Pipe pipe = new okio.Pipe(window);
                threads.read(reader, () -> {
                    Buffer buffer = new Buffer();
                    while (pipe.source().read(buffer, window) >= 0) {
                        buffer.writeTo(reader);
                    }
                });
                BufferedSink sink = Okio.buffer(pipe.sink());
                return new OverStream(sink.outputStream());
            }
        },
        /** An {@link ArrayBlockingQueue} of arrays. */
        queue {
            @Override
            public Pipe open(Threads threads, int window, int chunk, Reader reader) {
                byte[] end = new byte[0];
                BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(Math.max(1, window / chunk));
                threads.read(reader, () -> {
                    for (byte[] next = queue.take(); next != end; next = queue.take()) {
                        reader.write(next, 0, next.length);
                    }
                });
                return new Pipe() {
                    @Override
                    public void write(byte[] bytes) throws InterruptedException {
                        queue.put(bytes);
                    }

                    @Override
                    public void close() throws IOException {
                        try {
                            queue.put(end);
                        } catch (InterruptedException interrupted) {
                            throw new InterruptedIOException("interrupted while the end waited for room");
                        }
                    }
                };
            }
        };

        /**
         * Opens a pipe, and begins to read.
         *
         * @param threads where to read
         * @param window how many bytes may wait to be read
         * @param chunk how many bytes each chunk has
         * @param reader what gets them
         * @return the end to be written to
         * @throws Exception if it cannot be opened
         */
        public abstract Pipe open(Threads threads, int window, int chunk, Reader reader) throws Exception;
    }

    /** A pipe that is written to as a stream. */
    record OverStream(OutputStream out) implements Pipe {
        @Override
        public void write(byte[] chunk) throws IOException {
            out.write(chunk);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}

package io.github.asyncwrap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines or the chunks of a file, many at a time. */
abstract class CursorBatches<T> implements Batches<T> {
    static final int CHUNK = 32 << 10;

    /** So many bytes are read in one body, or one chunk, if that is larger. */
    private static final int BYTES = 256 << 10;

    /** But no more chunks: each has its own object. */
    private static final int CHUNKS = 1_024;

    final Cursor file;
    private final boolean closes;

    private CursorBatches(Cursor file, boolean closes) {
        this.file = file;
        this.closes = closes;
    }

    /**
     * Lines.
     *
     * @param closes whether the file is to be closed at the end
     */
    static Batches<String> lines(Cursor file, boolean closes) {
        return new CursorBatches<>(file, closes) {
            @Override
            public @Nullable List<String> next() throws IOException {
                return file.readLines();
            }
        };
    }

    /**
     * Chunks.
     *
     * @param closes whether the file is to be closed at the end
     */
    static Batches<ByteBuffer> chunks(Cursor file, int size, boolean closes) {
        return new CursorBatches<>(file, closes) {
            /** What comes behind the chunks that were read before it. */
            private @Nullable IOException failure;

            @Override
            public @Nullable List<ByteBuffer> next() throws IOException {
                if (failure != null) {
                    throw failure;
                }
                List<ByteBuffer> chunks = new ArrayList<>();
                try {
                    read(chunks);
                } catch (IOException failed) {
                    if (chunks.isEmpty()) {
                        throw failed;
                    }
                    failure = failed;
                }
                return chunks.isEmpty() ? null : chunks;
            }

            private void read(List<ByteBuffer> chunks) throws IOException {
                boolean full = true;
                // One that is not full was the last one. Who reads a pipe must not wait for more than there is.
                while (full && (chunks.isEmpty() || hasRoomBehind(chunks.size()))) {
                    ByteBuffer chunk = file.chunk(size);
                    full = chunk != null && chunk.remaining() == size && file.isRegular();
                    if (chunk != null) {
                        chunks.add(chunk);
                    }
                }
            }

            private boolean hasRoomBehind(int chunks) {
                return chunks < CHUNKS && (chunks + 1L) * size <= BYTES;
            }
        };
    }

    static int requireSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("the size of a chunk must be at least 1 byte, was " + size);
        }
        return size;
    }

    static Text requireLines(Path path, Text text) {
        if (!text.hasLinesOfBytes()) {
            throw new IllegalArgumentException(path + " - the lines of a file in " + text.charset()
                    + " cannot be told apart by their bytes: read it as a whole, with readText");
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        if (closes) {
            file.close();
        }
    }
}

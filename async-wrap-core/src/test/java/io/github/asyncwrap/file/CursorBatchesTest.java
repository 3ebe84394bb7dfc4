package io.github.asyncwrap.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** White box: what one body reads. */
class CursorBatchesTest {
    private static final Path PATH = Path.of("file");

    private static Cursor cursor(SeekableByteChannel channel) {
        return new Cursor(PATH, true, channel, new Text(PATH, StandardCharsets.UTF_8));
    }

    @Test
    void chunks_errorBehindSome_comesBehindThem() throws Exception {
        try (Batches<ByteBuffer> chunks = CursorBatches.chunks(cursor(new Zeros(25, 20)), 10, true)) {
            assertThat(chunks.next()).hasSize(2);
            assertThatThrownBy(chunks::next).isInstanceOf(IOException.class).hasMessage("bad sector");
        }
    }

    @Test
    void chunks_ofAByte_areNotAllOfABatchsBytes() throws Exception {
        try (Batches<ByteBuffer> chunks = CursorBatches.chunks(cursor(new Zeros(5_000, 5_000)), 1, true)) {
            assertThat(chunks.next()).hasSize(1_024);
        }
    }

    @Test
    void readAll_ofMoreThanABuffer_isOneArray() throws Exception {
        try (Cursor cursor = cursor(new Zeros(1 << 20, 1 << 20))) {
            ByteBuffer all = cursor.readAll();
            assertThat(all.remaining()).isEqualTo(1 << 20);
            assertThat(all.capacity()).isLessThanOrEqualTo((1 << 20) + 1);
        }
    }

    /** So many zeros, of which only some can be read. */
    private static final class Zeros implements SeekableByteChannel {
        private final long size;
        private final long readable;
        private long position;
        private boolean open = true;

        Zeros(long size, long readable) {
            this.size = size;
            this.readable = readable;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (position == size) {
                return -1;
            } else if (position == readable) {
                throw new IOException("bad sector");
            }
            int count = (int) Math.min(into.remaining(), readable - position);
            into.put(new byte[count]);
            position += count;
            return count;
        }

        @Override
        public int write(ByteBuffer from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public SeekableByteChannel position(long to) {
            position = to;
            return this;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public SeekableByteChannel truncate(long to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}

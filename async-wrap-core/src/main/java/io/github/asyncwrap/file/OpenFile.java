package io.github.asyncwrap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cursor that also writes, and remembers the first write that failed. */
final class OpenFile extends Cursor {
    private final FileChannel file;
    private final Text text;
    private final boolean appends;
    private @Nullable IOException broken;

    private OpenFile(Path path, boolean regular, FileChannel file, Text text, boolean appends) {
        super(path, regular, file, text);
        this.file = file;
        this.text = text;
        this.appends = appends;
    }

    static OpenFile open(Path path, Text text, Set<? extends OpenOption> options) throws IOException {
        boolean regular = isRegular(path);
        boolean appends = options.contains(StandardOpenOption.APPEND);
        FileChannel file = FileChannel.open(path, options);
        try {
            OpenFile opened = new OpenFile(path, regular, file, text, appends);
            if (appends && regular) {
                opened.moved(file.position());
            }
            return opened;
        } catch (Throwable failed) {
            file.close();
            throw failed;
        }
    }

    ByteBuffer readAt(long at, int count) throws IOException {
        byte[] into = new byte[room(count, Math.max(0, file.size() - at))];
        return fill(
                into,
                0,
                count,
                (array, from) ->
                        file.read(ByteBuffer.wrap(array, from, Math.min(array.length - from, AT_ONCE)), at + from));
    }

    void write(ByteBuffer bytes) throws IOException {
        change(() -> {
            settle();
            long at = tell();
            ByteBuffer left = bytes.duplicate();
            try {
                while (someOf(left, bytes.limit()).hasRemaining()) {
                    int unused = file.write(left);
                }
            } finally { // a disk may have room for a part
                if (isRegular()) {
                    moved(appends ? file.position() : at + left.position() - bytes.position());
                }
            }
        });
    }

    /** Has the buffer end where one write shall; nothing remains if it is at its limit. */
    private static ByteBuffer someOf(ByteBuffer left, int limit) {
        return left.limit(left.position() + Math.min(limit - left.position(), AT_ONCE));
    }

    void write(CharSequence written) throws IOException {
        boolean begins = isRegular() && (appends ? file.size() : tell()) == 0;
        write(text.encode(written, begins));
    }

    void writeAt(long at, ByteBuffer bytes) throws IOException {
        if (appends) {
            throw new IOException(path + " - is open to append, which would write at the end and not at position " + at
                    + ": open it with WRITE alone");
        }
        change(() -> {
            settle();
            ByteBuffer left = bytes.duplicate();
            while (someOf(left, bytes.limit()).hasRemaining()) {
                int unused = file.write(left, at + left.position() - bytes.position());
            }
        });
    }

    void truncate(long size) throws IOException {
        change(() -> {
            settle();
            file.truncate(size);
            moved(isRegular() ? file.position() : tell());
        });
    }

    void force(boolean metaData) throws IOException {
        change(() -> file.force(metaData));
    }

    long size() throws IOException {
        return file.size();
    }

    private interface Change {
        void make() throws IOException;
    }

    private void change(Change change) throws IOException {
        requireSound();
        try {
            change.make();
        } catch (IOException failed) {
            broken = failed;
            throw failed;
        }
    }

    private void requireSound() throws IOException {
        IOException former = broken;
        if (former != null) {
            throw new IOException(
                    path + " - a former write failed, so bytes are missing: " + former.getMessage(), former);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } catch (IOException failed) {
            if (broken != null) {
                failed.addSuppressed(broken);
            }
            throw failed;
        }
        requireSound();
    }
}

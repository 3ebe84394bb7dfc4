package io.github.asyncwrap.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open file with a position and some bytes that were read ahead for lines. It blocks, and belongs to one body at a time.
 *
 * <p>The bytes {@code [start, end)} are what was read and not yet taken; {@link #position} is where the channel is, behind
 * them. It is counted, not asked for: a pipe has none.
 */
class Cursor implements Closeable {
    private static final int BUFFER = 64 << 10;
    private static final int MOST = Integer.MAX_VALUE - 8;

    /**
     * So much passes the channel at once. For bytes in an array the JDK makes a buffer of that size outside the heap, and
     * the thread keeps it; and it had better fit into a processor's cache, as the bytes are copied twice.
     */
    static final int AT_ONCE = 256 << 10;

    final Path path;
    final SeekableByteChannel channel;
    private final Text text;

    private byte[] bytes = new byte[0];
    private int start;
    private int end;
    private long position;

    /** False for a pipe, say, where a read may wait for somebody who writes. */
    private final boolean regular;

    Cursor(Path path, boolean regular, SeekableByteChannel channel, Text text) {
        this.path = path;
        this.regular = regular;
        this.channel = channel;
        this.text = text;
    }

    /** To read. */
    static Cursor open(Path path, Text text) throws IOException {
        boolean regular = isRegular(path);
        return new Cursor(path, regular, Files.newByteChannel(path, Set.<OpenOption>of()), text);
    }

    /** Linux opens a directory, and fails at the first read, without a name. */
    static boolean isRegular(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory, and has no bytes to be read");
        }
        return Files.isRegularFile(path) || Files.notExists(path);
    }

    final boolean isRegular() {
        return regular;
    }

    // The position.

    final long tell() {
        return position - buffered();
    }

    private int buffered() {
        return end - start;
    }

    final void seek(long to) throws IOException {
        channel.position(to);
        moved(to);
    }

    /** The channel is somewhere else, or what was read ahead may not be true any more. */
    final void moved(long to) {
        start = 0;
        end = 0;
        position = to;
    }

    /** Puts the channel where {@link #tell} says, and forgets what was read ahead; not of a pipe, which has no place. */
    final void settle() throws IOException {
        if (regular && buffered() > 0) {
            seek(tell());
        }
    }

    // Bytes.

    /** Up to so many bytes; fewer only at the end. */
    final ByteBuffer read(int count) throws IOException {
        long known = Math.max(channel.size() - tell(), buffered());
        byte[] into = new byte[room(count, known)];
        int filled = Math.min(buffered(), into.length);
        System.arraycopy(bytes, start, into, 0, filled);
        start += filled;
        return fill(into, filled, count, this::readInto);
    }

    /** How large an array is made for that: with a byte to spare, so that the end is seen in it, and not in a larger one. */
    static int room(int count, long known) {
        return (int) Math.min(count, Math.max(known + 1, BUFFER));
    }

    /** Reads bytes into an array from an index on; negative at the end. */
    interface Reading {
        int into(byte[] array, int from) throws IOException;
    }

    /** Reads on, into a larger array if need be: what is known of a file's size need not be true. */
    static ByteBuffer fill(byte[] array, int from, int count, Reading reading) throws IOException {
        byte[] into = array;
        int filled = from;
        while (filled < count) {
            if (filled == into.length) {
                into = Arrays.copyOf(into, (int) Math.min(count, 2L * filled));
            }
            int read = reading.into(into, filled);
            if (read < 0) {
                break;
            }
            filled += read;
        }
        // A short file in a large array would keep all of it.
        return ByteBuffer.wrap(filled < into.length / 2 ? Arrays.copyOf(into, filled) : into, 0, filled);
    }

    /** All that is left. */
    final ByteBuffer readAll() throws IOException {
        long left = channel.size() - tell();
        if (left > MOST) {
            throw new IOException(path + " - the " + left + " bytes from position " + tell()
                    + " on are more than an array can hold: read them by chunks");
        }
        ByteBuffer all = read(MOST);
        if (all.remaining() == MOST && readInto(new byte[1], 0) > 0) {
            throw new IOException(path + " - there are more bytes than an array can hold: read them by chunks");
        }
        return all;
    }

    final String readText() throws IOException {
        long at = tell();
        ByteBuffer all = readAll();
        if (at > 0 && all.hasRemaining() && text.hasMark()) {
            if (regular) {
                seek(at);
            }
            throw new IOException(
                    path + " - the order of the bytes of " + text.charset() + " is told at the beginning of"
                            + " the file, and the position is " + at
                            + ": open the file with UTF-16LE or the like, or read it from"
                            + " the beginning");
        }
        try {
            return text.decode(all.array(), all.arrayOffset(), all.remaining(), at);
        } catch (MalformedTextException malformed) {
            if (regular) {
                seek(at); // as with a line: what nobody got has not been read
            }
            throw malformed;
        }
    }

    /** The next bytes, fewer only at the end, or what a pipe has now; null at the end. */
    final @Nullable ByteBuffer chunk(int size) throws IOException {
        if (regular) {
            ByteBuffer chunk = read(size);
            return chunk.hasRemaining() ? chunk : null;
        } else if (buffered() > 0) {
            byte[] chunk = Arrays.copyOfRange(bytes, start, start + Math.min(buffered(), size));
            start += chunk.length;
            return ByteBuffer.wrap(chunk);
        }
        byte[] chunk = new byte[Math.min(size, AT_ONCE)];
        int read = readInto(chunk, 0);
        return read < 0 ? null : ByteBuffer.wrap(chunk, 0, read);
    }

    /** What one read gives; negative at the end. */
    private int readInto(byte[] array, int from) throws IOException {
        int read = channel.read(ByteBuffer.wrap(array, from, Math.min(array.length - from, AT_ONCE)));
        position += Math.max(read, 0);
        return read;
    }

    // Lines.

    /** The next line without its end; null at the end of the file. */
    final @Nullable String readLine() throws IOException {
        int length = 0;
        while (true) {
            length = lineLength(length);
            int stop = start + length;
            if (stop < end) {
                // Whether a line feed follows a return that is the last byte, only the file knows.
                if (bytes[stop] != '\r' || stop + 1 < end || !fill()) {
                    return take(length);
                }
            } else if (!fill()) {
                return length == 0 ? null : take(length);
            }
        }
    }

    /** The next line and those behind it that are in memory already; null at the end of the file. */
    final @Nullable List<String> readLines() throws IOException {
        String first = readLine();
        if (first == null) {
            return null;
        }
        List<String> lines = new ArrayList<>(256);
        lines.add(first);
        try {
            int length = lineLength(0);
            while (start + length < end && (bytes[start + length] != '\r' || start + length + 1 < end)) {
                lines.add(take(length));
                length = lineLength(0);
            }
        } catch (MalformedTextException malformed) {
            // It has not been taken, so the next call finds it in its place.
        }
        return lines;
    }

    /** How far the next end of a line is from the start, or the end of what is here. */
    private int lineLength(int from) {
        byte[] in = bytes;
        int until = end;
        int i = start + from;
        while (i < until && in[i] != '\n' && in[i] != '\r') {
            i++;
        }
        return i - start;
    }

    private String take(int length) throws IOException {
        String line = text.decode(bytes, start, length, tell());
        int next = start + length;
        if (next < end) {
            next += bytes[next] == '\r' && next + 1 < end && bytes[next + 1] == '\n' ? 2 : 1;
        }
        start = next;
        return line;
    }

    /** Reads on behind what is here, in a larger array if need be; false at the end. */
    private boolean fill() throws IOException {
        if (start > 0 || bytes.length == 0) {
            byte[] into = bytes.length == 0 ? new byte[BUFFER] : bytes;
            System.arraycopy(bytes, start, into, 0, buffered());
            end = buffered();
            start = 0;
            bytes = into;
        } else if (end == bytes.length) {
            if (end == MOST) {
                throw new IOException(path + " - the line at position " + tell() + " is longer than 2 GiB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST, 2L * end));
        }
        int read = readInto(bytes, end);
        end += Math.max(read, 0);
        return read >= 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

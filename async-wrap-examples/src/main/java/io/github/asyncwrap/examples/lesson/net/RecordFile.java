package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Records in a file, in which a crash in the middle of writing can do no harm. A record is a line: a checksum, a space,
 * the text.
 *
 * <p>There are two ways to be safe, and both are here. {@link #append} writes behind what is there and forces it to the
 * disk. A crash in between leaves a last line that is cut or has a wrong checksum: it was never confirmed to anybody, so
 * {@link #load} ignores it, and the next record is written over it. {@link #replace} writes a temporary file beside the
 * other, forces it, and renames it, which the file system does wholly or not at all.
 *
 * <p>A bad line that is <em>not</em> the last is no crash but damage, and nobody can say what it was: {@link #load}
 * refuses.
 */
final class RecordFile implements RecordStore {
    private static final int CHECKSUM = 9;

    private final Path file;
    private final Path temporary;
    private long end;

    /**
     * Touches nothing yet.
     *
     * @param file which need not be there yet; its folder must be
     */
    RecordFile(Path file) {
        this.file = file;
        this.temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    }

    @Override
    public synchronized List<String> load() throws IOException {
        Files.deleteIfExists(temporary);
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        List<String> records = new ArrayList<>();
        end = 0;
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                requireWhole(start);
                String record = parse(bytes, start, i);
                if (record != null) {
                    records.add(record);
                    end = i + 1L;
                }
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            requireWhole(start);
        }
        return records;
    }

    /** One crash leaves one bad line: where anything follows it, it was no crash. */
    private void requireWhole(int before) throws LessonException {
        if (end != before) {
            throw new LessonException(file + " is damaged: what stands at byte " + end
                    + " was not written by a chat server. Repair it, or move it away.");
        }
    }

    @Override
    public synchronized void append(String record) throws IOException {
        byte[] line = line(record);
        boolean isNew = !Files.exists(file);
        try (FileChannel channel = open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() < end) {
                throw new LessonException(file + " has become shorter: somebody else writes to it");
            }
            channel.truncate(end); // what a crash, or a write that failed, has left behind the last whole record
            writeFully(channel.position(end), line);
        }
        if (isNew) {
            forceFolder();
        }
        end += line.length;
    }

    @Override
    public synchronized void replace(List<String> records) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (String record : records) {
            lines.writeBytes(line(record));
        }
        Files.deleteIfExists(temporary);
        try (FileChannel channel = open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeFully(channel, lines.toByteArray());
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
        end = lines.size();
    }

    /** A new file is for the eyes of its owner alone, where there is such a thing. */
    private FileChannel open(Path path, OpenOption... options) throws IOException {
        FileAttribute<?>[] attributes =
                path.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        return FileChannel.open(path, Set.of(options), attributes);
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
            channel.write(left);
        }
        channel.force(true);
    }

    /** Names are in the folder, which the system writes when it likes, too. */
    private void forceFolder() {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Some systems cannot open a folder; they order the rename and what comes after it themselves.
        }
    }

    private static byte[] line(String record) {
        byte[] text = record.getBytes(StandardCharsets.UTF_8);
        return (checksum(text, 0, text.length) + record + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String parse(byte[] bytes, int from, int to) {
        int text = from + CHECKSUM;
        return text <= to
                        && new String(bytes, from, CHECKSUM, StandardCharsets.US_ASCII)
                                .equals(checksum(bytes, text, to))
                ? new String(bytes, text, to - text, StandardCharsets.UTF_8)
                : null;
    }

    private static String checksum(byte[] bytes, int from, int to) {
        CRC32 sum = new CRC32();
        sum.update(bytes, from, to - from);
        return String.format(Locale.ROOT, "%08x ", sum.getValue());
    }
}

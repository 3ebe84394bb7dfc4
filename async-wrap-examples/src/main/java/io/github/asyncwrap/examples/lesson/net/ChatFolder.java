package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.Problems;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a chat server, or none. One server at a time may have a folder, so it holds a lock there: two would write
 * over each other's records.
 */
final class ChatFolder implements AutoCloseable {
    static final String IDENTITIES = "identities.log";
    static final String HISTORY = "history.log";
    /** Stays when the server ends: if it were removed, two could each lock one of their own. */
    static final String LOCK = ".chat.lock";

    private final @Nullable Path folder;
    private final @Nullable FileChannel lock;

    private ChatFolder(@Nullable Path folder, @Nullable FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens a folder, which is made if it is missing.
     *
     * @param folder or null for none, with stores that keep nothing
     * @throws IOException if it cannot be used; its message says why
     */
    static ChatFolder open(@Nullable Path folder) throws IOException {
        if (folder == null) {
            return new ChatFolder(null, null);
        }
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new LessonException("it is not a directory");
            }
            Files.createDirectories(folder);
            return new ChatFolder(folder, lock(folder.resolve(LOCK)));
        } catch (IOException e) {
            throw new LessonException("Cannot keep a chat in " + folder + ": " + Problems.describe(e), e);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another server of this JVM has it: said below, in the same words as for one elsewhere.
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new LessonException("another server has it");
    }

    /** A file of the folder. */
    RecordStore store(String name) {
        return folder == null ? RecordStore.NOWHERE : new RecordFile(folder.resolve(name));
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}

package io.github.asyncwrap.examples;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder on the disk, which one server at a time stores its uploads in: it holds the lock of a hidden file there, for
 * at its start it removes what a former run that crashed has left, and must not take another's uploads for that.
 */
final class DiskFolder implements StoreFolder {

    private static final Logger LOG = LoggerFactory.getLogger(DiskFolder.class);

    /** Stays when the server ends: if it were removed, two could each lock one of their own. */
    static final String LOCK = ".upload-store.lock";

    private final Path folder;
    private final FileChannel lock;
    private final UploadNames names = new UploadNames();

    private DiskFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Opens a folder; makes it, and those above it, if it is missing.
     *
     * @throws IOException if nothing can be stored there; its message says where and why
     */
    static DiskFolder open(Path folder) throws IOException {
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new IOException("it is not a directory");
            }
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new IOException("it is not writable");
            }
            FileChannel lock = lock(folder.resolve(LOCK));
            try {
                removeLeftovers(folder);
                return new DiskFolder(folder, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IOException("Cannot store uploads in " + folder + ": " + UploadException.describe(e), e);
        }
    }

    @Override
    public Part newPart() {
        return new DiskPart(folder, names.next());
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) != null) {
                return channel;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException("another server stores its uploads there");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another one in this JVM
        }
    }

    private static void removeLeftovers(Path folder) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (UploadNames.isPart(String.valueOf(file.getFileName())) && Files.isRegularFile(file)) {
                    Files.delete(file);
                    removed++;
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (removed > 0) {
            LOG.warn("Removed {} unfinished uploads that a former run has left in {}", removed, folder);
        }
    }
}

package io.github.asyncwrap.examples;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** An upload in a hidden file, which is renamed when it is whole. Made when first needed, so an upload may also be empty. */
final class DiskPart implements StoreFolder.Part {

    private final Path part;
    private final Path whole;
    private @Nullable FileChannel file;

    DiskPart(Path folder, String name) {
        this.part = folder.resolve(UploadNames.part(name));
        this.whole = folder.resolve(name);
    }

    @Override
    public String name() {
        return String.valueOf(whole.getFileName());
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        FileChannel channel = opened();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * {@inheritDoc} The bytes are on the disk before they get their name: after a power failure the file may be missing,
     * but it is never there in part.
     */
    @Override
    public void commit() throws IOException {
        FileChannel channel = opened();
        channel.force(true);
        channel.close();
        // An atomic move replaces what is there. Only a stranger can have made it: whoever has the part has the name.
        if (Files.exists(whole)) {
            throw new FileAlreadyExistsException(whole.toString());
        }
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void discard() throws IOException {
        FileChannel channel = file;
        if (channel != null) {
            // A file that could not be made is not ours to remove.
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }

    @Override
    public String toString() {
        return part.toString();
    }

    private FileChannel opened() throws IOException {
        FileChannel channel = file;
        if (channel == null) {
            channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            file = channel;
        }
        return channel;
    }
}

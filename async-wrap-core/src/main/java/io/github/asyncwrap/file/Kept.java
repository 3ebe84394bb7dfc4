package io.github.asyncwrap.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a copy has of its source besides the bytes. The permissions are there from its creation on, less the umask, so that
 * what is private is so while it is copied; a directory is open to its owner until all is in it.
 */
final class Kept {
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final boolean keep;
    private final BasicFileAttributes basic;

    /** Null if one side does not have them. */
    private final @Nullable Set<PosixFilePermission> permissions;

    private final @Nullable DosFileAttributes dos;

    private Kept(
            boolean keep,
            BasicFileAttributes basic,
            @Nullable Set<PosixFilePermission> permissions,
            @Nullable DosFileAttributes dos) {
        this.keep = keep;
        this.basic = basic;
        this.permissions = permissions;
        this.dos = dos;
    }

    static Kept of(Entry source, Path target, boolean keep) throws IOException {
        Set<String> views = target.getFileSystem().supportedFileAttributeViews();
        if (views.contains("posix")) {
            PosixFileAttributeView view = source.view(PosixFileAttributeView.class);
            Set<PosixFilePermission> permissions =
                    view == null ? null : view.readAttributes().permissions();
            return new Kept(keep, source.attributes(), permissions, null);
        }
        DosFileAttributeView view = views.contains("dos") ? source.view(DosFileAttributeView.class) : null;
        return new Kept(keep, source.attributes(), null, view == null ? null : view.readAttributes());
    }

    FileAttribute<?>[] forFile() {
        return permissions == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    FileAttribute<?>[] forDirectory() {
        return permissions == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(withOwner(permissions))};
    }

    private static Set<PosixFilePermission> withOwner(Set<PosixFilePermission> permissions) {
        Set<PosixFilePermission> all = EnumSet.copyOf(OWNER);
        all.addAll(permissions);
        return all;
    }

    /** To be called when all the bytes are in it. */
    void finishFile(Path path) throws IOException {
        if (keep) {
            set(path);
        }
    }

    /** To be called when all files are in it. */
    void finishDirectory(Path path, boolean made) throws IOException {
        if (keep) {
            set(path);
        } else if (made && permissions != null && !permissions.containsAll(OWNER)) {
            Set<PosixFilePermission> rest = EnumSet.copyOf(OWNER);
            rest.removeAll(permissions);
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(path);
            now.removeAll(rest);
            Files.setPosixFilePermissions(path, now);
        }
    }

    private void set(Path path) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class)
                .setTimes(basic.lastModifiedTime(), basic.lastAccessTime(), basic.creationTime());
        if (permissions != null) {
            Files.setPosixFilePermissions(path, permissions);
        }
        DosFileAttributeView view = dos == null ? null : Files.getFileAttributeView(path, DosFileAttributeView.class);
        if (dos != null && view != null) {
            view.setHidden(dos.isHidden());
            view.setSystem(dos.isSystem());
            view.setArchive(dos.isArchive());
            view.setReadOnly(dos.isReadOnly());
        }
    }

    /** Lets the owner empty a directory; where that fails, to empty it will tell. */
    static void unlock(Path directory) {
        try {
            Files.setPosixFilePermissions(directory, OWNER);
        } catch (IOException | UnsupportedOperationException noneOrNotOurs) {
            return;
        }
    }
}

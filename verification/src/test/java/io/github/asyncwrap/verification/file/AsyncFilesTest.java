package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.file.AsyncFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The methods of {@code Files}, through the door. */
class AsyncFilesTest extends OnDisk {
    @Test
    void content_writtenAndRead() throws Exception {
        Path file = dir.resolve("a");
        assertThat(files.writeString(file, "grün\n").join()).isEqualTo(file);
        assertThat(files.writeString(file, "ä", StandardCharsets.UTF_8, StandardOpenOption.APPEND)
                        .join())
                .isEqualTo(file);
        assertThat(files.readString(file).join()).isEqualTo("grün\nä");
        assertThat(files.readString(file, StandardCharsets.UTF_8).join()).isEqualTo("grün\nä");
        assertThat(files.readAllLines(file).join()).containsExactly("grün", "ä");
        assertThat(files.readAllLines(file, StandardCharsets.UTF_8).join()).containsExactly("grün", "ä");
        assertThat(files.size(file).join()).isEqualTo(Files.size(file));
        files.write(file, new byte[] {1, 2}).join();
        assertThat(files.readAllBytes(file).join()).containsExactly(1, 2);
        files.write(file, List.of("x", "y")).join();
        files.write(file, List.of("z"), StandardCharsets.UTF_8, StandardOpenOption.APPEND)
                .join();
        assertThat(Files.readAllLines(file)).containsExactly("x", "y", "z");
    }

    @Test
    void whatIsThere_isTold() throws Exception {
        Path file = Files.writeString(dir.resolve("a.txt"), "one");
        Path other = Files.writeString(dir.resolve("b.txt"), "oXe");
        assertThat(files.exists(file).join()).isTrue();
        assertThat(files.notExists(dir.resolve("none")).join()).isTrue();
        assertThat(files.isRegularFile(file).join()).isTrue();
        assertThat(files.isDirectory(dir).join()).isTrue();
        assertThat(files.isSymbolicLink(file).join()).isFalse();
        assertThat(files.isSameFile(file, other).join()).isFalse();
        assertThat(files.isHidden(file).join()).isFalse();
        assertThat(files.isReadable(file).join()).isTrue();
        assertThat(files.isWritable(file).join()).isTrue();
        assertThat(files.isExecutable(file).join()).isEqualTo(Files.isExecutable(file));
        assertThat(files.mismatch(file, other).join()).isEqualTo(1);
        assertThat(files.probeContentType(file).join()).isEqualTo(Files.probeContentType(file));
        assertThat(files.getFileStore(file).join()).isEqualTo(Files.getFileStore(file));
    }

    @Test
    void pathsAreMadeMovedAndRemoved() throws Exception {
        Path deep = dir.resolve("x/y/z");
        assertThat(files.createDirectories(deep).join()).isDirectory();
        assertThat(files.createDirectory(deep.resolve("d")).join()).isDirectory();
        Path file = files.createFile(deep.resolve("f")).join();
        assertThat(files.createTempFile(deep, "pre", ".suf").join()).isRegularFile();
        assertThat(files.createTempDirectory(deep, "pre").join()).isDirectory();
        Path temporary = files.createTempFile(null, null).join();
        Path directory = files.createTempDirectory(null).join();
        assertThat(files.deleteIfExists(temporary).join()).isTrue();
        files.delete(directory).join();
        Files.writeString(file, "content");
        Path copy = files.copy(file, deep.resolve("g")).join();
        files.move(copy, deep.resolve("h"), StandardCopyOption.REPLACE_EXISTING).join();
        assertThat(deep.resolve("h")).hasContent("content");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(files.copy(file, out).join()).isEqualTo(7);
        assertThat(files.copy(new ByteArrayInputStream(out.toByteArray()), deep.resolve("i"))
                        .join())
                .isEqualTo(7);
        Path link = files.createSymbolicLink(dir.resolve("soft"), file).join();
        assertThat(files.readSymbolicLink(link).join()).isEqualTo(file);
        assertThat(files.createLink(dir.resolve("hard"), file).join()).hasContent("content");
        assertThat(files.deleteIfExists(dir.resolve("none")).join()).isFalse();
    }

    @Test
    void attributes_areReadAndChanged() throws Exception {
        Path file = Files.writeString(dir.resolve("a"), "one");
        FileTime time = FileTime.fromMillis(1_000_000_000_000L);
        files.setLastModifiedTime(file, time).join();
        assertThat(files.getLastModifiedTime(file).join()).isEqualTo(time);
        assertThat(files.readAttributes(file, BasicFileAttributes.class).join().size())
                .isEqualTo(3);
        assertThat(files.readAttributes(file, "size").join()).containsEntry("size", 3L);
        assertThat(files.getAttribute(file, "size").join()).isEqualTo(3L);
        FileTime later = FileTime.fromMillis(1_100_000_000_000L);
        files.setAttribute(file, "lastModifiedTime", later).join();
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(later);
        assertThat(files.setOwner(file, files.getOwner(file).join()).join()).isEqualTo(file);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            files.setPosixFilePermissions(file, Set.of()).join();
            assertThat(files.getPosixFilePermissions(file).join()).isEmpty();
        }
    }

    @Test
    void tree_isVisited() throws Exception {
        Files.createDirectories(dir.resolve("a/b"));
        AtomicInteger directories = new AtomicInteger();
        SimpleFileVisitor<Path> counting = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                directories.incrementAndGet();
                return FileVisitResult.CONTINUE;
            }
        };
        files.walkFileTree(dir, counting).join();
        assertThat(directories).hasValue(3);
        files.walkFileTree(dir, Set.of(), 1, counting).join();
        assertThat(directories).hasValue(4);
    }

    @Test
    void failure_isThatOfFiles() {
        Path missing = dir.resolve("none/a");
        assertThatThrownBy(() -> files.readString(missing).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> files.createFile(missing).join()).hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void cancel_ofAChangeThatHasBegun_letsItEnd() throws Exception {
        Path file = dir.resolve("a");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicInteger flags = new AtomicInteger();
        Iterable<String> lines = () -> {
            begun.countDown();
            boolean interrupted = false;
            while (cancelled.getCount() > 0) {
                interrupted |= Thread.interrupted();
                Thread.onSpinWait();
            }
            flags.addAndGet(interrupted || Thread.interrupted() ? 1 : 0);
            return List.of("one", "two").iterator();
        };
        AsyncFuture<Path> write = files.write(file, lines);
        begun.await();
        assertThat(write.cancel(true)).isTrue();
        cancelled.countDown();
        write.stopped().join();
        assertThat(flags).hasValue(0);
        assertThat(Files.readAllLines(file)).containsExactly("one", "two");
    }

    @Test
    void cancel_ofACallThatReads_interruptsIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger interrupts = new AtomicInteger();
        AsyncFuture<Path> visit = files.walkFileTree(dir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException interrupt) {
                    interrupts.incrementAndGet();
                }
                return FileVisitResult.TERMINATE;
            }
        });
        begun.await();
        visit.cancel(true);
        visit.stopped().join();
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void shared_isOne() {
        assertThat(AsyncFiles.shared()).isSameAs(AsyncFiles.shared());
        assertThat(AsyncFiles.shared().exists(dir).join()).isTrue();
        assertThat(files).hasToString("AsyncFiles on " + disk);
    }
}

package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.file.AsyncTrees;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a folder of its own and a wrapper for it, which is quiet at the end. */
abstract class OnDisk {
    final AsyncWrapper disk = AsyncWrapper.of("disk", 2);
    final AsyncFiles files = AsyncFiles.on(disk);
    final AsyncTrees trees = AsyncTrees.on(disk);

    @TempDir
    Path dir = Path.of("");

    @AfterEach
    void closeDisk() {
        disk.close();
        assertThat(disk.stats().running()).isZero();
    }
}

package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncTrees;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeOptions.Conflict;
import io.github.asyncwrap.file.TreeOptions.Links;
import io.github.asyncwrap.file.TreeSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that the README shows of whole trees compile as they stand, and do what they say. */
class TreeCallSitesTest {
    private final List<Long> shown = new ArrayList<>();

    private void show(long bytes) {
        shown.add(bytes);
    }

    @Test
    void trees_asShown(@TempDir Path dir) throws IOException {
        Path source = Trees.make(dir.resolve("source"), "a/b=12", "l->a");
        Path target = dir.resolve("target");
        Path elsewhere = dir.resolve("elsewhere");
        Path archive = dir.resolve("archive.zip");
        Path fresh = dir.resolve("fresh");
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncTrees trees = AsyncTrees.on(disk);
            AsyncFuture<TreeSummary> copied = trees.copyTree(
                    source,
                    target,
                    TreeOptions.defaults()
                            .keepAttributes()
                            .onConflict(Conflict.REPLACE)
                            .progress(done -> show(done.done().bytes())));
            assertThat(copied.join()).isEqualTo(new TreeSummary(1, 2, 1, 2));
            assertThat(shown).containsExactly(2L, 2L, 2L, 2L, 2L);
            AsyncFuture<Path> moved = trees.moveTree(target, elsewhere);
            assertThat(moved.join()).isEqualTo(elsewhere);
            AsyncFuture<TreeSummary> used = trees.diskUsage(elsewhere);
            assertThat(used.join()).isEqualTo(copied.join());
            AsyncFuture<TreeSummary> packed =
                    trees.zip(elsewhere, archive, TreeOptions.defaults().links(Links.SKIP));
            assertThat(packed.join()).isEqualTo(new TreeSummary(1, 2, 0, 2));
            AsyncFuture<TreeSummary> unpacked =
                    trees.unzip(archive, fresh, TreeOptions.defaults().maxBytes(100 << 20));
            assertThat(unpacked.join()).isEqualTo(packed.join());
            AsyncFuture<TreeSummary> deleted = trees.deleteTree(elsewhere);
            assertThat(deleted.join()).isEqualTo(copied.join());
            assertThat(Trees.of(fresh)).containsExactly("a/b=12");
        }
    }

    @Test
    void shared_isAlwaysTheSame(@TempDir Path dir) throws IOException {
        Path source = Trees.make(dir.resolve("source"), "a=1");
        assertThat(AsyncTrees.shared()).isSameAs(AsyncTrees.shared());
        assertThat(AsyncTrees.shared().diskUsage(source).join().bytes()).isEqualTo(1);
        assertThat(AsyncTrees.shared())
                .hasToString("AsyncTrees(" + AsyncWrapper.shared().uninterruptible() + ")");
    }
}

package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncTrees;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeOptions.Conflict;
import io.github.asyncwrap.file.TreeOptions.Links;
import io.github.asyncwrap.file.TreeSummary;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees by chance: whatever way they go, they arrive, and are counted alike. */
class TreesRandomTest {
    private static final List<String> NAMES =
            List.of("a", "b.txt", "c d", "\u00e9\u00df\u6f22", ".hidden", "-x", "~", "CON");

    @TempDir
    Path dir = Path.of("");

    private static void fill(Path directory, int depth, Random random) throws IOException {
        Files.createDirectories(directory);
        for (String name : NAMES) {
            Path path = directory.resolve(name);
            switch (random.nextInt(depth > 0 ? 5 : 3)) {
                case 0 -> Files.writeString(path, "x".repeat(random.nextInt(10) == 0 ? 200_000 : random.nextInt(20)));
                case 1 -> Files.createSymbolicLink(path, path.getFileSystem().getPath(NAMES.get(random.nextInt(8))));
                case 3, 4 -> fill(path, depth - 1, random);
                default -> {}
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void tree_onAllWays_arrivesAndIsCountedAlike(long seed) throws Exception {
        Path source = dir.resolve("source");
        fill(source, 3, new Random(seed));
        List<String> was = Trees.of(source);
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 4);
                FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            AsyncTrees trees = AsyncTrees.on(disk);
            TreeSummary all = trees.diskUsage(source).join();

            Path copy = dir.resolve("copy");
            assertThat(trees.copyTree(source, copy).join()).isEqualTo(all);
            assertThat(Trees.of(copy)).isEqualTo(was);
            assertThat(trees.copyTree(source, copy, TreeOptions.defaults().onConflict(Conflict.REPLACE))
                            .join())
                    .isEqualTo(all);
            assertThat(Trees.of(copy)).isEqualTo(was);

            Path away = memory.getPath("/away");
            trees.moveTree(copy, away).join();
            assertThat(Trees.of(away)).isEqualTo(was);
            assertThat(copy).doesNotExist();
            assertThat(trees.deleteTree(away).join()).isEqualTo(all);
            assertThat(away).doesNotExist();

            Path zip = dir.resolve("tree.zip");
            TreeSummary packed = trees.zip(source, zip, TreeOptions.defaults().links(Links.SKIP))
                    .join();
            assertThat(packed).isEqualTo(new TreeSummary(all.files(), all.directories(), 0, all.bytes()));
            assertThat(trees.unzip(zip, copy).join()).isEqualTo(packed);
            Path withoutLinks = dir.resolve("without-links");
            trees.copyTree(source, withoutLinks, TreeOptions.defaults().links(Links.SKIP))
                    .join();
            assertThat(Trees.of(copy)).isEqualTo(Trees.of(withoutLinks));
            assertThat(trees.deleteTree(source).join()).isEqualTo(all);
            assertThat(source).doesNotExist();
        }
    }
}

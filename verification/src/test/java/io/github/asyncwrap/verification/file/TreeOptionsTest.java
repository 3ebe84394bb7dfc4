package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncTrees;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeOptions.Conflict;
import io.github.asyncwrap.file.TreeOptions.Links;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TreeOptionsTest {
    @Test
    void options_areImmutable_andTheLastOneHolds() {
        TreeOptions defaults = TreeOptions.defaults();
        TreeOptions one = defaults.links(Links.SKIP).maxBytes(1).maxEntries(2);
        TreeOptions other = one.links(Links.FOLLOW).onConflict(Conflict.SKIP).keepAttributes();
        assertThat(defaults)
                .isSameAs(TreeOptions.defaults())
                .hasToString("TreeOptions(links=KEEP, onConflict=FAIL, maxBytes=4294967296, maxEntries=100000)");
        assertThat(one).hasToString("TreeOptions(links=SKIP, onConflict=FAIL, maxBytes=1, maxEntries=2)");
        assertThat(other)
                .hasToString("TreeOptions(links=FOLLOW, onConflict=SKIP, keepAttributes, maxBytes=1, maxEntries=2)");
    }

    @Test
    void optionsThatMeanNothing_areRefused_beforeThereIsACall() {
        Path path = Path.of("nowhere");
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 1)) {
            AsyncTrees trees = AsyncTrees.on(disk);
            assertThatThrownBy(
                            () -> trees.unzip(path, path, TreeOptions.defaults().links(Links.SKIP)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("unzip does not have the option links; it has keepAttributes, ignore, onConflict,"
                            + " progress, maxBytes, maxEntries");
            assertThatThrownBy(
                            () -> trees.diskUsage(path, TreeOptions.defaults().onConflict(Conflict.FAIL)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("onConflict");
            assertThatThrownBy(() ->
                            trees.moveTree(path, path, TreeOptions.defaults().ignore(each -> true)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ignore");
            assertThat(disk.stats().submitted()).isZero();
        }
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what a caller without such checks may do
    void nulls_areRefusedByName() {
        TreeOptions defaults = TreeOptions.defaults();
        assertThatNullPointerException().isThrownBy(() -> defaults.links(null)).withMessage("links");
        assertThatNullPointerException().isThrownBy(() -> defaults.ignore(null)).withMessage("matcher");
        assertThatNullPointerException()
                .isThrownBy(() -> defaults.onConflict(null))
                .withMessage("conflict");
        assertThatNullPointerException()
                .isThrownBy(() -> defaults.progress(null))
                .withMessage("listener");
    }
}

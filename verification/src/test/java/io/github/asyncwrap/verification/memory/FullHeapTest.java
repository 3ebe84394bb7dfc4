package io.github.asyncwrap.verification.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.ChildJvm;
import io.github.asyncwrap.verification.ChildJvm.End;
import io.github.asyncwrap.verification.ChildJvm.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ends without the lock need no memory: see {@link FullHeap}. */
class FullHeapTest {

    @Test
    void heapThatABodyLeavesFull_costsNoOutcomeAndNoSlot() throws Exception {
        End end = new ChildJvm("full-heap", Duration.ofMinutes(1), ChildJvm.CLASS_PATH, "-Xmx24m", "-XX:+UseSerialGC")
                .run(FullHeap.class, List.of());
        assertThat(end.verdict()).as("%s, see %s", end.lastWords(), end.log()).isEqualTo(Verdict.PASSED);
    }
}

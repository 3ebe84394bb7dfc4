package io.github.asyncwrap.verification.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.ChildJvm;
import io.github.asyncwrap.verification.ChildJvm.End;
import io.github.asyncwrap.verification.ChildJvm.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ten million elements in a heap of 64 MB, which a list of the results, 40 MB, just fits into. {@code -Dmemory.share=…}
 * says how many hundredths of them; 100 is the long form.
 */
class MappingMemoryTest {
    private static final long ELEMENTS = 10_000_000;
    private static final long SHARE = Long.getLong("memory.share", 3);

    @ParameterizedTest
    @EnumSource
    void heap_howeverManyElements_holdsTheResultsAlone(MappingScenario scenario) throws Exception {
        End end = new ChildJvm("mapping-" + scenario, Duration.ofMinutes(10), ChildJvm.CLASS_PATH, "-Xmx64m")
                .run(MappingChild.class, List.of(scenario.name(), String.valueOf(ELEMENTS * SHARE / 100)));
        assertThat(end.verdict()).as("%s, see %s", end.lastWords(), end.log()).isEqualTo(Verdict.PASSED);
    }
}

package io.github.asyncwrap.verification.twins;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.ChildJvm;
import io.github.asyncwrap.verification.ChildJvm.End;
import io.github.asyncwrap.verification.ChildJvm.Verdict;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On demand: each twin's test fails on the twin and passes on the core. {@code -Dtwin=NAME} for one of them. A line for
 * each twin is printed as it is known.
 */
@Tag("twins")
@Timeout(value = 1, unit = TimeUnit.HOURS)
class BrokenTwinsTest {
    /** A test that is not done by then hangs, which is a way to fail. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** A bug may need luck to show itself; a test that needs more of it is not worth much. */
    private static final int TRIES = 3;

    private static final String CLASS_PATH =
            ChildJvm.CLASS_PATH + File.pathSeparator + Workshop.CORE_TESTS.toAbsolutePath();

    /** What became of the tests on the core as it is; several twins may share one. */
    private static final Map<String, End> ON_THE_CORE = new HashMap<>();

    static List<Twin> twins() {
        String only = System.getProperty("twin", "");
        return Twin.all().stream()
                .filter(twin -> only.isEmpty() || twin.name().equals(only))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("twins")
    void twin_runByItsTest_isCaught(Twin twin, @TempDir Path classes) throws Exception {
        Workshop.make(twin, classes);
        End end;
        int tries = 0;
        do {
            tries++;
            end = run(twin, "twin-" + twin, classes + File.pathSeparator + CLASS_PATH);
        } while (end.verdict() == Verdict.PASSED && tries < TRIES);
        System.out.printf(
                "twin %s, race %s, in try %d of %s: %s %.200s%n",
                twin, twin.race(), tries, twin.test(), end.verdict(), end.lastWords());
        assertThat(end.verdict()).as("on the twin, see %s", end.log()).isIn(Verdict.FAILED, Verdict.HUNG);

        End onTheCore = ON_THE_CORE.get(twin.test());
        if (onTheCore == null) {
            onTheCore = run(twin, "core-" + twin, CLASS_PATH);
            ON_THE_CORE.put(twin.test(), onTheCore);
        }
        assertThat(onTheCore.verdict())
                .as("on the core, see %s", onTheCore.log())
                .isEqualTo(Verdict.PASSED);
    }

    private static End run(Twin twin, String name, String classPath) throws IOException, InterruptedException {
        return new ChildJvm(name, LIMIT, classPath)
                .run(twin.harness().main, twin.harness().arguments(twin.test()));
    }
}

package io.github.asyncwrap.verification.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.ChildJvm;
import io.github.asyncwrap.verification.JunitMain;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs {@link ModelChecks} in a JVM of its own: Lincheck puts its hooks into classes of the JDK, and a thread that
 * starts while it leads a run stays under its lead. {@code -Dlincheck.runs=10000} makes it longer.
 */
class ModelCheckedTest {
    /** What is said to this JVM and meant for the child; Lincheck warns of each lambda that it does not look into. */
    private static final String[] OPTIONS = Stream.concat(
                    Stream.of("-XX:+EnableDynamicAgentLoading", "-Dlincheck.logLevel=ERROR"),
                    Stream.of("lincheck.runs", "junit.jupiter.execution.timeout.mode")
                            .filter(property -> System.getProperty(property) != null)
                            .map(property -> "-D" + property + "=" + System.getProperty(property)))
            .toArray(String[]::new);

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void modelChecks_all_seeNothingForbidden() throws Exception {
        ChildJvm.End end = new ChildJvm("lincheck", Duration.ofDays(1), ChildJvm.CLASS_PATH, OPTIONS)
                .run(JunitMain.class, List.of(ModelChecks.class.getName()));
        assertThat(end.verdict()).as("%s, see %s", end.lastWords(), end.log()).isEqualTo(ChildJvm.Verdict.PASSED);
    }
}

package io.github.asyncwrap.verification.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the jcstress tests of this package, briefly; {@code -Djcstress="-m default"} and the like make it longer. */
class JcstressTest {
    private static final List<String> ARGUMENTS = Pattern.compile("\\s+")
            .splitAsStream(System.getProperty("jcstress", ""))
            .filter(argument -> !argument.isEmpty())
            .toList();

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void jcstress_everyTest_seesNothingForbidden() throws Exception {
        ChildJvm.End end =
                new ChildJvm("jcstress", Duration.ofDays(1), ChildJvm.CLASS_PATH).run(JcstressMain.class, ARGUMENTS);
        assertThat(end.verdict()).as("%s, see %s", end.lastWords(), end.log()).isEqualTo(ChildJvm.Verdict.PASSED);
    }
}

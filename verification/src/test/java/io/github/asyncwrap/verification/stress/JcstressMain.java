package io.github.asyncwrap.verification.stress;

import io.github.asyncwrap.verification.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;

/**
 * Runs jcstress in a child. The arguments are those of jcstress; without a mode (-m) it is brief: one JVM for each test,
 * as a JVM is by default, for a fifth of a second, which is some ten thousand meetings.
 */
public final class JcstressMain {
    private static final List<String> BRIEF = List.of(
            "-sc",
            "false",
            "-af",
            "NONE",
            "-f",
            "1",
            "-fsm",
            "1",
            "-iters",
            "1",
            "-time",
            "200",
            "-jvmArgs",
            "-Xmx256m");

    private JcstressMain() {}

    public static void main(String[] arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("-m")) {
            all.addAll(BRIEF);
        }
        Options options = new Options(all.toArray(String[]::new));
        if (!options.parse()) {
            throw new IllegalArgumentException("jcstress does not understand " + all);
        }
        try {
            new JCStress(options).run();
        } catch (AssertionError forbidden) {
            ChildJvm.failed(forbidden);
        }
        // jcstress is content if there is no such test, or too few processors for its actors.
        if (!Files.exists(Path.of(options.getResultFile()))) {
            throw new IllegalStateException("jcstress has run nothing with " + all);
        }
        ChildJvm.passed();
    }
}

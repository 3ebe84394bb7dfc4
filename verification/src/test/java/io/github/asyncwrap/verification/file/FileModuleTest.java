package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.ChildJvm;
import io.github.asyncwrap.verification.ChildJvm.End;
import io.github.asyncwrap.verification.ChildJvm.Verdict;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module of somebody's, {@code src/test/file-module}, on the module path of a JVM of its own. */
class FileModuleTest {
    private static final Path SOURCES = Path.of("src", "test", "file-module");

    /** The core and what it needs. */
    private static final Pattern MODULES =
            Pattern.compile(".*(async-wrap-core.*|[/\\\\](guava-\\d|failureaccess|slf4j-api|jspecify)[^/\\\\]*)");

    /** This JVM's tests, for the main class. */
    private static final String TESTS =
            Path.of("target", "test-classes").toAbsolutePath().toString();

    @Test
    void namedModule_usesFiles(@TempDir Path classes) throws Exception {
        String path = Stream.of(ChildJvm.CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> MODULES.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(compile(path, classes)).isZero();
        End end = new ChildJvm(
                        "file-module",
                        Duration.ofMinutes(2),
                        TESTS,
                        "-p",
                        path + File.pathSeparator + classes,
                        "--add-modules",
                        "async.wrap.filer")
                .run(FileModuleMain.class, List.of());
        assertThat(end.verdict()).as("%s, see %s", end.lastWords(), end.log()).isEqualTo(Verdict.PASSED);
    }

    private static int compile(String path, Path classes) {
        return ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--release",
                        "17",
                        "-p",
                        path,
                        "-d",
                        classes.toString(),
                        "-proc:none",
                        SOURCES.resolve("module-info.java").toString(),
                        SOURCES.resolve(Path.of("async", "wrap", "filer", "Shown.java"))
                                .toString());
    }
}

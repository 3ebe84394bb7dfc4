package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.ChildJvm.End;
import io.github.asyncwrap.verification.ChildJvm.Verdict;
import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A module of somebody's, {@code src/test/modules}, on the module path of a JVM of its own. */
class ModulePathTest {
    private static final Path SOURCES = Path.of("src", "test", "modules");

    /** The core and what it needs. */
    private static final Pattern MODULES =
            Pattern.compile(".*(async-wrap-core.*|[/\\\\](guava-\\d|failureaccess|slf4j-api|jspecify)[^/\\\\]*)");

    /** This JVM's tests, for the main class. */
    private static final String TESTS =
            Path.of("target", "test-classes").toAbsolutePath().toString();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Wrapped, 'row, rowrow, row, refused, refused, row'",
        "Filed, 8: one;two; 2",
        "Watched, 'async.wrap.user.Watched.waits, guarded, over'"
    })
    void classOfANamedModule_usesTheLibrary(String name, String says, @TempDir Path classes) throws Exception {
        String path = Stream.of(ChildJvm.CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> MODULES.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
        compile(path, classes);
        End end = new ChildJvm(
                        "module-path-" + name,
                        Duration.ofMinutes(2),
                        TESTS,
                        "-p",
                        path + File.pathSeparator + classes,
                        "--add-modules",
                        "async.wrap.user")
                .run(ModulePathMain.class, List.of(name, says));
        assertThat(end.verdict()).as("%s, see %s", end.lastWords(), end.log()).isEqualTo(Verdict.PASSED);
    }

    private static void compile(String path, Path classes) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(SOURCES)) {
            List<String> options = List.of("--release", "17", "-p", path, "-d", classes.toString(), "-proc:none");
            boolean compiled = compiler.getTask(
                            errors,
                            files,
                            null,
                            options,
                            null,
                            files.getJavaFileObjectsFromPaths(
                                    sources.filter(file -> file.toString().endsWith(".java"))
                                            .toList()))
                    .call();
            assertThat(compiled).as("%s", errors).isTrue();
        }
    }
}

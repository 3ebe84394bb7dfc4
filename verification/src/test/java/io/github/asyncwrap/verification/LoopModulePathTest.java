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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module of somebody's that watches a loop, on the module path of a JVM of its own. */
class LoopModulePathTest {
    /** The core and what it needs. */
    private static final Pattern MODULES =
            Pattern.compile(".*(async-wrap-core.*|[/\\\\](guava-\\d|failureaccess|slf4j-api|jspecify)[^/\\\\]*)");

    private static final String MODULE = "module loop.user { requires io.github.asyncwrap.core; exports loop.user; }";

    private static final String SHOWN = """
            package loop.user;

            import io.github.asyncwrap.AsyncFuture;
            import io.github.asyncwrap.AsyncWrapper;
            import io.github.asyncwrap.observe.BlockedLoop;
            import io.github.asyncwrap.observe.LoopListener;
            import io.github.asyncwrap.observe.LoopMonitor;
            import java.time.Duration;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.AtomicReference;

            public final class Shown {
                public static String run() throws Exception {
                    ExecutorService loop = Executors.newSingleThreadExecutor();
                    Semaphore told = new Semaphore(0);
                    AtomicReference<BlockedLoop> blocked = new AtomicReference<>();
                    CompletableFuture<Duration> over = new CompletableFuture<>();
                    LoopListener listener = new LoopListener() {
                        @Override
                        public void blocked(BlockedLoop report) {
                            blocked.set(report);
                            told.release();
                        }

                        @Override
                        public void unblocked(BlockedLoop report, Duration length) {
                            if (isShown(report)) {
                                over.complete(length);
                            }
                        }
                    };
                    try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                            LoopMonitor monitor = LoopMonitor.builder("modular", loop)
                                    .guarded()
                                    .listener(listener)
                                    .watch()) {
                        while (monitor.stats().beats() == 0) {
                            Thread.onSpinWait();
                        }
                        String guarded;
                        do { // a busy machine may hold up the loop before this does
                            told.drainPermits();
                            guarded = loop.submit(() -> waits(db, told)).get();
                        } while (!isShown(blocked.get()));
                        StackTraceElement cause = blocked.get().cause();
                        over.join();
                        return cause.getClassName() + "." + cause.getMethodName() + ", " + guarded + ", over";
                    } finally {
                        loop.shutdownNow();
                    }
                }

                private static boolean isShown(BlockedLoop report) {
                    return String.valueOf(report.cause()).contains("Shown");
                }

                private static String waits(AsyncWrapper db, Semaphore told) throws Exception {
                    told.acquire();
                    CountDownLatch asked = new CountDownLatch(1);
                    AsyncFuture<Void> call = db.run(asked::await);
                    try {
                        call.join();
                        return "not guarded";
                    } catch (IllegalStateException refused) {
                        return "guarded";
                    } finally {
                        asked.countDown();
                    }
                }
            }
            """;

    /** This JVM's tests, for the main class. */
    private static final String TESTS =
            Path.of("target", "test-classes").toAbsolutePath().toString();

    @Test
    void namedModule_watchesALoop(@TempDir Path sources, @TempDir Path classes) throws Exception {
        String path = Stream.of(ChildJvm.CLASS_PATH.split(File.pathSeparator))
                .filter(entry -> MODULES.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
        compile(path, sources, classes);
        End end = new ChildJvm(
                        "loop-module-path",
                        Duration.ofMinutes(2),
                        TESTS,
                        "-p",
                        path + File.pathSeparator + classes,
                        "--add-modules",
                        "loop.user")
                .run(LoopModulePathMain.class, List.of());
        assertThat(end.verdict()).as("%s, see %s", end.lastWords(), end.log()).isEqualTo(Verdict.PASSED);
    }

    private static void compile(String path, Path sources, Path classes) throws Exception {
        Path module = Files.writeString(sources.resolve("module-info.java"), MODULE);
        Path shown = Files.writeString(
                Files.createDirectories(sources.resolve("loop/user")).resolve("Shown.java"), SHOWN);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("--release", "17", "-p", path, "-d", classes.toString(), "-proc:none");
            boolean compiled = compiler.getTask(
                            errors, files, null, options, null, files.getJavaFileObjects(module, shown))
                    .call();
            assertThat(compiled).as("%s", errors).isTrue();
        }
    }
}

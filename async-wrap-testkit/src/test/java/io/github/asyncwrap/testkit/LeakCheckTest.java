package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncWrapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs the test classes below, which are not found by themselves, as JUnit would. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what is left is what is tested
class LeakCheckTest {
    private static final List<AsyncWrapper> WRAPPERS = new ArrayList<>();

    private static EngineExecutionResults run(Class<?> testClass) {
        WRAPPERS.clear();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute();
    }

    /** The failure of the only test. */
    private static Throwable failure(Class<?> testClass) {
        List<Throwable> failures = run(testClass).allEvents().failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .toList();
        assertThat(failures).hasSize(1);
        return failures.get(0);
    }

    private static String message(Class<?> testClass) {
        Throwable failure = failure(testClass);
        assertThat(failure).isInstanceOf(AssertionError.class);
        return String.valueOf(failure.getMessage());
    }

    private static AsyncWrapper remember(AsyncWrapper wrapper) {
        WRAPPERS.add(wrapper);
        return wrapper;
    }

    private static List<String> threadsOf(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(thread -> thread.matches(name + "-\\d+"))
                .toList();
    }

    /** A thread may need longer than the patience of a check to end. */
    private static void awaitNoThreadOf(String name) throws InterruptedException {
        Spin.until(() -> threadsOf(name).isEmpty());
    }

    @Test
    void testThatLeavesNothing_passes_andItsWrapperIsClosed() {
        run(Clean.class)
                .testEvents()
                .assertStatistics(events -> events.started(2).succeeded(2));

        assertThat(WRAPPERS)
                .hasSize(2)
                .allSatisfy(wrapper -> assertThat(wrapper.toString()).contains("closed"));
        assertThat(threadsOf("clean")).isEmpty();
    }

    static class Clean {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create();

        final AsyncWrapper db = remember(leaks.wrapper("clean", 2));

        @Test
        void everyOutcome() throws Exception {
            assertThat(db.call(() -> "row").get()).isEqualTo("row");
            try (Gate gate = Gate.create()) {
                AsyncFuture<String> cancelled = db.call(gate.callable("row"));
                gate.awaitEntered(1);
                cancelled.cancel(true);
            }
            db.close(Duration.ofSeconds(5));
            assertThat(db.call(() -> "row")).isCompletedExceptionally();
        }

        /** What ends by itself a little later is no leak. */
        @Test
        void callThatEndsSoon() {
            db.call(() -> {
                for (int i = 0; i < 50_000; i++) {
                    Thread.onSpinWait();
                }
                return "row";
            });
        }
    }

    @Test
    void runningCall_isNamedWithItsBodyAndItsOrigin() throws Exception {
        assertThat(message(Running.class))
                .matches("(?s)[12] leaks? after leavesABody\\(\\)\n.*") // its thread may be another one
                .contains("\n  running/findUser - a call is still running on running-1\n")
                .contains("\n    it is at ")
                .contains(
                        "\n    submitted by main\n    from io.github.asyncwrap.testkit.LeakCheckTest$Running.leavesABody("
                                + "LeakCheckTest.java:");
        awaitNoThreadOf("running");
    }

    static class Running {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create(Duration.ofMillis(20));

        @Test
        void leavesABody() throws Exception {
            Gate gate = Gate.create();
            leaks.wrapper("running", 1).labelled("findUser").call(gate.callable("row"));
            gate.awaitEntered(1);
        }
    }

    @Test
    void pendingCall_isNamed() {
        assertThat(message(Pending.class))
                .matches("(?s)[23] leaks after leavesTwo\\(\\)\n.*") // the thread of the other may be a third one
                .contains("\n  pending - a call is pending, it never began\n    submitted by main\n    from ");
    }

    static class Pending {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create(Duration.ofMillis(20));

        @Test
        void leavesTwo() throws Exception {
            Gate gate = Gate.create();
            AsyncWrapper db = leaks.wrapper("pending", 1);
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            db.call(() -> "row");
        }
    }

    @Test
    void detachedBody_isNamed_andItsThreadToo() {
        try {
            assertThat(message(Detached.class))
                    .startsWith(
                            "2 leaks after leavesABody()\n  detached - a call has its outcome, but its body is still"
                                    + " running on detached-1\n")
                    .contains("\n  detached - the thread detached-1 is left after close\n    it is at ");
        } finally {
            Detached.GATE.close();
        }
    }

    static class Detached {
        static final Gate GATE = Gate.create().ignoreInterrupts();

        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create(Duration.ofMillis(20));

        @Test
        void leavesABody() throws Exception {
            AsyncWrapper db = leaks.wrapper("detached", 1, options -> options.gracePeriod(Duration.ofMillis(20)));
            AsyncFuture<String> call = db.call(GATE.callable("row"));
            GATE.awaitEntered(1);
            call.cancel(true);
        }
    }

    @Test
    void interruptFlag_isNamed_andCleared() {
        assertThat(message(Flag.class)).contains("the interrupt flag of main, the thread of the test, was left set");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    static class Flag {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create();

        @Test
        void leavesTheFlag() {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void failingTest_keepsItsOwnFailure() {
        assertThat(failure(Failing.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(leak -> assertThat(leak)
                                .hasMessageContaining("\n  failing - a call is still running on failing-1\n")));
    }

    static class Failing {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create(Duration.ofMillis(20));

        @Test
        void failsAndLeaves() throws Exception {
            Gate gate = Gate.create();
            leaks.wrapper("failing", 1).call(gate.callable("row"));
            gate.awaitEntered(1);
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void staticField_wrapperOfTheClass_isSharedAndCheckedAndClosedAtTheEnd() throws Exception {
        run(OfTheClass.class)
                .testEvents()
                .assertStatistics(events -> events.started(3).succeeded(2).failed(1));

        assertThat(Objects.requireNonNull(OfTheClass.db).toString()).contains("closed");
        assertThat(OfTheClass.openAtTheEnd).isTrue();
        awaitNoThreadOf("class");
    }

    static class OfTheClass {
        /** What is left has time to end before the next test is checked. */
        @RegisterExtension
        static final LeakCheck LEAKS = LeakCheck.create();

        static @Nullable AsyncWrapper db;
        static boolean openAtTheEnd;

        static AsyncWrapper db() {
            AsyncWrapper made = db;
            if (made == null) {
                throw new IllegalStateException("before all");
            }
            return made;
        }

        @BeforeAll
        static void make() {
            db = LEAKS.wrapper("class", 2);
        }

        @Test
        void clean() {
            assertThat(db().call(() -> "row").join()).isEqualTo("row");
        }

        @Test
        void leaves() {
            db().call(new CompletableFuture<String>()::get);
        }

        @Nested
        class Inner {
            @Test
            void clean() {
                assertThat(db().call(() -> "row").join()).isEqualTo("row");
            }
        }

        @AfterAll
        static void look() {
            openAtTheEnd = db().toString().contains("open");
        }
    }

    @Test
    void wrapperOfTheCodeUnderTest_withOurListener_isChecked() {
        assertThat(message(Listening.class)).contains("theirs - a call is still running on theirs-1");
        WRAPPERS.forEach(wrapper -> wrapper.close(Duration.ZERO));
    }

    static class Listening {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create(Duration.ofMillis(20));

        @Test
        void leaves() throws Exception {
            Gate gate = Gate.create();
            remember(AsyncWrapper.builder("theirs", 1)
                            .listener(leaks.listener())
                            .build())
                    .call(gate.callable("row"));
            gate.awaitEntered(1);
        }
    }

    @Test
    void andTell_tellsTheOtherListener() {
        run(Telling.class).testEvents().assertStatistics(events -> events.succeeded(1));
    }

    static class Telling {
        private final List<String> heard = new ArrayList<>();

        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create().andTell(new AsyncListener() {
            @Override
            public void submitted(Event call) {
                heard.add(call.wrapper());
            }
        });

        @Test
        void tells() {
            leaks.wrapper("told", 1).call(() -> "row").join();
            assertThat(heard).containsExactly("told");
        }
    }

    /** Two tests of one class, each with a call of the wrapper. */
    abstract static class TwoTests {
        abstract AsyncWrapper db();

        @Test
        void one() {
            assertThat(db().call(() -> "row").join()).isEqualTo("row");
        }

        @Test
        void two() {
            assertThat(db().call(() -> "row").join()).isEqualTo("row");
        }
    }

    /** JUnit makes a class's static fields, and the instance of all its tests, before it calls beforeAll. */
    @Test
    void staticInitializer_itsWrapper_livesUntilAllTestsAreOver() {
        run(OfTheInitializer.class)
                .testEvents()
                .assertStatistics(events -> events.started(2).succeeded(2));

        assertThat(OfTheInitializer.DB.toString()).contains("closed");
        assertThat(threadsOf("initializer")).isEmpty();
    }

    static class OfTheInitializer extends TwoTests {
        @RegisterExtension
        static final LeakCheck LEAKS = LeakCheck.create();

        static final AsyncWrapper DB = LEAKS.wrapper("initializer", 2);

        @Override
        AsyncWrapper db() {
            return DB;
        }
    }

    @Test
    void instancePerClass_wrapperOfItsField_livesUntilAllTestsAreOver() {
        run(OfOneInstance.class)
                .testEvents()
                .assertStatistics(events -> events.started(2).succeeded(2));

        assertThat(WRAPPERS)
                .singleElement()
                .satisfies(wrapper -> assertThat(wrapper.toString()).contains("closed"));
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OfOneInstance extends TwoTests {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create();

        final AsyncWrapper db = remember(leaks.wrapper("instance", 2));

        @Override
        AsyncWrapper db() {
            return db;
        }
    }

    @Test
    void staticField_wrapperOfAnInstanceField_isClosedAfterItsTest() {
        run(OfEachInstance.class)
                .testEvents()
                .assertStatistics(events -> events.started(2).succeeded(2));

        assertThat(OfEachInstance.closedAtTheEnd).isEqualTo(2);
    }

    static class OfEachInstance extends TwoTests {
        @RegisterExtension
        static final LeakCheck LEAKS = LeakCheck.create();

        static long closedAtTheEnd;

        final AsyncWrapper db = remember(LEAKS.wrapper("each", 2));

        @Override
        AsyncWrapper db() {
            return db;
        }

        @AfterAll
        static void look() {
            closedAtTheEnd = WRAPPERS.stream()
                    .filter(wrapper -> wrapper.toString().contains("closed"))
                    .count();
        }
    }

    @Test
    void patience_longerThanAClockHas_isForEver() {
        run(Patient.class).testEvents().assertStatistics(events -> events.succeeded(1));
    }

    static class Patient {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create(Duration.ofSeconds(Long.MAX_VALUE));

        @Test
        void clean() {
            leaks.wrapper("patient", 1).call(() -> "row").join();
        }
    }

    @Test
    void interruptOfTheTestsThread_whileLeaksAreLookedFor_isALeakAndNotTheNextTests() {
        String message;
        boolean passedOn;
        try {
            message = message(Interrupting.class);
        } finally {
            passedOn = Thread.interrupted();
        }
        assertThat(message).contains("the interrupt flag of");
        assertThat(passedOn).isFalse();
    }

    static class Interrupting {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create();

        @Test
        void leavesABodyThatInterrupts() {
            Thread test = Thread.currentThread();
            leaks.wrapper("interrupting", 1).run(() -> {
                while (test.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                test.interrupt();
            });
        }
    }

    /** As long as a test may be: what is over is forgotten meanwhile. */
    @Test
    void manyCalls_areForgottenWhenTheyAreOver() {
        WatchedCalls calls = new WatchedCalls();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).listener(calls).build()) {
            for (int i = 0; i < 1_000; i++) {
                db.call(() -> "row").join();
            }
            assertThat(calls.known()).isLessThan(10);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // a null is one of them
    void badArguments_areRefused() {
        assertThatThrownBy(() -> LeakCheck.create(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("patience must not be negative: PT-0.001S");
        assertThatThrownBy(() -> LeakCheck.create(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("patience");
        assertThatThrownBy(() -> LeakCheck.create()
                        .wrapper("db", 1, options -> options.listener(new Listeners(new WatchedCalls()))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("listener is set already");
    }
}

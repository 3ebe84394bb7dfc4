package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * A JUnit Jupiter extension that fails a test which leaves something behind: a call without an outcome, a body that still
 * runs, a thread of a wrapper, an interrupt flag on the test's thread.
 *
 * <pre>{@code
 * class UploaderTest {
 *     @RegisterExtension
 *     final LeakCheck leaks = LeakCheck.create();
 *
 *     final AsyncWrapper http = leaks.wrapper("http", 4);
 * }
 * }</pre>
 *
 * <p>What is checked after each test, after its {@code @AfterEach} methods:
 *
 * <ul>
 *   <li>every call made through a wrapper that this made, or that has {@link #listener()}, is complete, and no body of one is
 *       on a thread;
 *   <li>running and pending are 0 in the figures of the wrappers that this made;
 *   <li>once those are closed, which this does, none of their own platform threads ({@code NAME-1}, …) is left;
 *   <li>the interrupt flag of the test's thread is down; it is cleared.
 * </ul>
 *
 * <p>A test has some time, 1 s by default, in which what it has begun may end by itself. Then the test fails with an
 * {@code AssertionError} that names for each leak the wrapper, the call's label, where the body is, and where the call was
 * submitted. What is left is cancelled and interrupted, so that the next test is not harmed. If the test has failed
 * anyway, this comes as suppressed.
 *
 * <p>In a static field it serves all tests of a class, and so it does in a field of an instance for all tests: what is
 * made outside of a test, in an initializer or in {@code @BeforeAll}, is checked after each test and closed after all;
 * what a test makes, or the constructor of its own instance, is closed after it. Tests that run in parallel need one in an
 * instance field each, since a static one cannot tell their calls apart.
 *
 * <p><b>What it cannot see.</b> It knows futures by the events of their wrappers, and by nothing else. So these may be
 * incomplete, and the test passes:
 *
 * <ul>
 *   <li>calls of a wrapper that it has neither made nor listens to, {@code AsyncWrapper.shared()} above all: let the code
 *       under test take its wrapper as an argument;
 *   <li>futures that are no calls: stages derived from calls ({@code thenApply}), which end when the calls do unless their
 *       functions wait for something else, and what {@code AsyncFuture.from} or {@code ready()} returns;
 *   <li>threads of a given executor or thread factory, and virtual threads. The bodies on them are seen, the threads are not.
 * </ul>
 *
 * <p>It costs a look at the stack for each call.
 *
 * <p>Needs {@code org.junit.jupiter:junit-jupiter-api}, 5.13 or later, 6 included.
 */
// JUnit's types are in its signatures, yet its module is not required transitively, see StatsServerExtension.
@SuppressWarnings("exports")
public final class LeakCheck
        implements BeforeAllCallback,
                TestInstancePreConstructCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final long patienceNanos;
    private final WatchedCalls calls = new WatchedCalls();
    private final Listeners listeners = new Listeners(calls);
    private final List<WatchedWrapper> ofTest = new CopyOnWriteArrayList<>();
    private final List<WatchedWrapper> ofClass = new CopyOnWriteArrayList<>();

    /** How many classes are under way, nested ones included; 0 for an extension in an instance field. */
    private int classes;

    private volatile boolean inTest;

    private LeakCheck(Duration patience) {
        this.patienceNanos = OptionChecks.nanos("patience", patience);
    }

    /**
     * Returns an extension that gives a test 1 s to end what it has begun.
     *
     * @return the extension, for a {@code @RegisterExtension} field
     */
    public static LeakCheck create() {
        return create(PATIENCE);
    }

    /**
     * Returns an extension with another patience.
     *
     * @param patience how long what a test has begun may take to end by itself; zero for not at all
     * @return the extension, for a {@code @RegisterExtension} field
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is negative
     */
    public static LeakCheck create(Duration patience) {
        return new LeakCheck(patience);
    }

    /**
     * Tells another listener, too, of all that happens to the calls: a wrapper has room for one listener, which is this
     * extension's.
     *
     * @param listener whom to tell, a {@link Recorder} for example
     * @return this
     */
    public LeakCheck andTell(AsyncListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Makes a wrapper with all defaults, to be watched, and closed after the test.
     *
     * @param name the name in errors and of the threads; not blank
     * @param limit how many bodies may run at once; at least 1
     * @return a new wrapper; a test may close it itself
     * @throws IllegalArgumentException if the name is blank or the limit below 1
     */
    public AsyncWrapper wrapper(String name, int limit) {
        return wrapper(name, limit, builder -> builder);
    }

    /**
     * Makes a wrapper with options, to be watched, and closed after the test.
     *
     * @param name the name in errors and of the threads; not blank
     * @param limit how many bodies may run at once; at least 1
     * @param options sets them, all but the listener
     * @return a new wrapper; a test may close it itself
     * @throws IllegalArgumentException if the name is blank or the limit below 1
     * @throws IllegalStateException if the options have a listener: for that there is {@link #andTell}
     */
    public AsyncWrapper wrapper(String name, int limit, UnaryOperator<AsyncWrapperBuilder> options) {
        AsyncWrapperBuilder builder = options.apply(AsyncWrapper.builder(name, limit));
        WatchedWrapper made =
                new WatchedWrapper(name, builder.listener(listeners).build());
        (classes > 0 && !inTest ? ofClass : ofTest).add(made);
        return made.wrapper;
    }

    /**
     * Returns what hears of the calls, for a wrapper that the code under test makes by itself:
     * {@code AsyncWrapper.builder(…).listener(leaks.listener())}. Its calls are checked; the wrapper is not closed, nor
     * are its threads looked at.
     *
     * @return always the same
     */
    public AsyncListener listener() {
        return listeners;
    }

    /** Called by JUnit. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (classes++ == 0) {
            // Made by an initializer, of the class or of an instance for all tests, before JUnit came here.
            ofClass.addAll(ofTest);
            ofTest.clear();
        }
    }

    /** Makes the constructor of a test class belong to its test. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** Called by JUnit, but not on an extension in an instance field, which is not there yet. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext instance, ExtensionContext context) {
        inTest = context.getTestMethod().isPresent();
    }

    /** Called by JUnit. */
    @Override
    public void beforeEach(ExtensionContext context) {
        inTest = true;
    }

    /**
     * Checks, and closes what was made for the test. Called by JUnit.
     *
     * @throws AssertionError if something is left
     */
    @Override
    public void afterEach(ExtensionContext context) {
        inTest = false;
        List<String> leaks = new ArrayList<>();
        checkInterruptFlag(leaks);
        checkCalls(leaks);
        if (leaks.isEmpty()) {
            ofTest.forEach(wrapper -> wrapper.checkFigures(leaks));
            ofClass.forEach(wrapper -> wrapper.checkFigures(leaks));
        }
        close(ofTest, leaks);
        cancelTheRest();
        checkInterruptFlag(leaks); // one may have come while this looked: it is not the next test's
        report(context, leaks);
    }

    /**
     * Closes what was made for the class, and checks its threads. Called by JUnit.
     *
     * @throws AssertionError if something is left
     */
    @Override
    public void afterAll(ExtensionContext context) {
        inTest = false;
        if (--classes == 0) {
            List<String> leaks = new ArrayList<>();
            close(ofTest, leaks); // of a test whose constructor threw: there was no afterEach
            close(ofClass, leaks);
            calls.forgetAll();
            report(context, leaks);
        }
    }

    private static void checkInterruptFlag(List<String> leaks) {
        if (Thread.interrupted()) {
            leaks.add("the interrupt flag of " + Thread.currentThread().getName()
                    + ", the thread of the test, was left set: clear it with Thread.interrupted() where the interrupt was"
                    + " meant for the test, or look for who interrupts a thread that is not his");
        }
    }

    private void checkCalls(List<String> leaks) {
        long deadline = System.nanoTime() + patienceNanos;
        for (WatchedCall call : calls.open()) {
            await(call, deadline - System.nanoTime());
        }
        calls.open().stream().map(WatchedCall::describe).sorted().forEach(leaks::add);
    }

    /** Calls of wrappers that live on: they must not be in the next test's way. */
    private void cancelTheRest() {
        long deadline = System.nanoTime() + patienceNanos;
        List<WatchedCall> rest = calls.open();
        rest.forEach(call -> call.future.cancel(true));
        rest.forEach(call -> await(call, deadline - System.nanoTime()));
        calls.forgetAll();
    }

    /** A call that stops is complete, see {@code AsyncFuture.stopped()}. */
    private static void await(WatchedCall call, long nanos) {
        try {
            Object unused = call.future.stopped().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException notOver) {
            // Then it is found to be so.
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("stopped() never fails", impossible);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(List<WatchedWrapper> wrappers, List<String> leaks) {
        Duration patience = Duration.ofNanos(leaks.isEmpty() ? patienceNanos : 0);
        for (WatchedWrapper watched : wrappers) {
            Object unused = watched.wrapper.close(patience);
        }
        try {
            long deadline = System.nanoTime() + patienceNanos;
            for (WatchedWrapper watched : wrappers) {
                watched.checkThreads(leaks, deadline);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        wrappers.clear();
    }

    private static void report(ExtensionContext context, List<String> leaks) {
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + (leaks.size() == 1 ? " leak" : " leaks") + " after "
                    + context.getDisplayName() + "\n  " + String.join("\n  ", leaks));
        }
    }
}

package io.github.asyncwrap.verification.conformance;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.Uninterruptibles;
import com.google.common.util.concurrent.testing.AbstractListenableFutureTest;
import com.google.common.util.concurrent.testing.MockFutureListener;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.verification.Carried;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Guava's own tests of a ListenableFuture. */
class GuavaFutureSuiteTest {
    /**
     * These give other threads 100 to 500 milliseconds to start, which a busy machine may not, whatever the future does.
     * What they ask of it is asked without a clock by {@link #listener_ofAnEndedFuture_runs}, and by {@link ReadingTest}
     * and {@link GuavaFuturesTest}.
     */
    private static final Set<String> AGAINST_THE_CLOCK = Set.of(
            "testCanceledFutureThrowsCancellation",
            "testListenersNotifiedOnError",
            "testAllListenersCompleteSuccessfully");

    @ParameterizedTest
    @MethodSource
    void listenableFuture_ofEveryKind_passesGuavasTests(String test, Subject subject, Carried carried)
            throws Throwable {
        Suite suite = new Suite(subject, carried);
        suite.setName(test);
        suite.runBare();
    }

    static Stream<Arguments> listenableFuture_ofEveryKind_passesGuavasTests() {
        return Stream.of(AbstractListenableFutureTest.class.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith("test") && !AGAINST_THE_CLOCK.contains(name))
                .flatMap(test -> kinds().map(kind -> Arguments.of(test, kind.get()[0], kind.get()[1])));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void listener_ofAnEndedFuture_runs(Subject subject, Carried carried) throws Throwable {
        for (boolean registeredBefore : new boolean[] {true, false}) {
            try (Source<String> source = subject.open(carried, "row")) {
                listener(source, Ending.VALUE, registeredBefore).assertSuccess("row");
            }
            try (Source<String> source = subject.open(carried, "row")) {
                listener(source, Ending.FAILURE, registeredBefore).assertException(source.failure);
            }
        }
    }

    private static MockFutureListener listener(Source<?> source, Ending ending, boolean registeredBefore)
            throws InterruptedException {
        if (registeredBefore) {
            MockFutureListener listener = new MockFutureListener((AsyncFuture<?>) source.future);
            source.end(ending);
            return listener;
        }
        source.endNow(ending);
        return new MockFutureListener((AsyncFuture<?>) source.future);
    }

    static Stream<Arguments> kinds() {
        return Subject.ours().flatMap(subject -> Carried.available().map(carried -> Arguments.of(subject, carried)));
    }

    /** One of Guava's tests, which belong to JUnit 3: run by itself, it needs no engine of its own. */
    static final class Suite extends AbstractListenableFutureTest {
        private final Subject subject;
        private final Carried carried;
        private final List<Source<?>> sources = new ArrayList<>();

        Suite(Subject subject, Carried carried) {
            this.subject = subject;
            this.carried = carried;
        }

        @Override
        protected <V> ListenableFuture<V> createListenableFuture(
                V value, @Nullable Exception except, CountDownLatch waitOn) {
            try {
                Source<V> source = subject.open(carried, value);
                sources.add(source);
                new Thread(() -> {
                            Uninterruptibles.awaitUninterruptibly(waitOn);
                            if (except == null) {
                                source.end(Ending.VALUE);
                            } else {
                                source.future.completeExceptionally(except);
                            }
                        })
                        .start();
                return (AsyncFuture<V>) source.future;
            } catch (InterruptedException interrupt) {
                throw new AssertionError(interrupt);
            }
        }

        @Override
        protected void tearDown() throws Exception {
            super.tearDown();
            sources.forEach(Source::close);
        }
    }
}

package io.github.asyncwrap.verification.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * The jcstress tests of this package once more, their actors led by Lincheck: it switches between them at steps that it
 * chooses, others in every run, and shows the steps if the outcome is forbidden. So it finds what needs an unlikely
 * order, and does with two processors for three actors; but it knows nothing of weak memory, and jcstress does.
 *
 * <p>Lincheck sees only into classes that it meets in code that it sees into: hence the lambdas, where references to
 * constructors and methods would hide everything from it. {@link #lostUpdate_switchedAnywhere_isFound} would notice.
 *
 * <p>{@link ModelCheckedTest} runs it.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
public class ModelChecks { // Lincheck wants it public
    private static final int RUNS = Integer.getInteger("lincheck.runs", 15);

    @Test
    void adjacentCancels_switchedAnywhere_seeNothingForbidden() {
        switchAnywhere(
                AdjacentCancels.class,
                () -> new AdjacentCancels(),
                () -> new LLLL_Result(),
                (test, result) -> test.arbiter(result),
                List.of((test, result) -> test.oneCanceller(), (test, result) -> test.twoCanceller()));
    }

    @Test
    void cancelAgainstReturn_switchedAnywhere_seesNothingForbidden() {
        switchAnywhere(
                CancelAgainstReturn.class,
                () -> new CancelAgainstReturn(),
                () -> new L_Result(),
                (test, result) -> test.arbiter(result),
                List.of((test, result) -> test.runner(), (test, result) -> test.canceller()));
    }

    @Test
    void cancelAgainstTake_switchedAnywhere_seesNothingForbidden() {
        switchAnywhere(
                CancelAgainstTake.class,
                () -> new CancelAgainstTake(),
                () -> new LL_Result(),
                (test, result) -> test.arbiter(result),
                List.of((test, result) -> test.runner(), (test, result) -> test.canceller()));
    }

    @Test
    void completeAgainstReturn_switchedAnywhere_seesNothingForbidden() {
        switchAnywhere(
                CompleteAgainstReturn.class,
                () -> new CompleteAgainstReturn(),
                () -> new ZL_Result(),
                (test, result) -> test.arbiter(result),
                List.of((test, result) -> test.runner(), (test, result) -> test.completer(result)));
    }

    @Test
    void completersAgainstCancel_switchedAnywhere_seeNothingForbidden() {
        switchAnywhere(
                CompletersAgainstCancel.class,
                () -> new CompletersAgainstCancel(),
                () -> new LLLL_Result(),
                (test, result) -> test.arbiter(result),
                List.of(
                        (test, result) -> test.first(result),
                        (test, result) -> test.second(result),
                        (test, result) -> test.canceller(result)));
    }

    @Test
    void stoppedAgainstReturn_switchedAnywhere_seesNothingForbidden() {
        switchAnywhere(
                StoppedAgainstReturn.class,
                () -> new StoppedAgainstReturn(),
                () -> new ZL_Result(),
                (test, result) -> test.arbiter(result),
                List.of((test, result) -> test.runner(), (test, result) -> test.asker()));
    }

    @Test
    void submitAgainstClose_switchedAnywhere_seesNothingForbidden() {
        switchAnywhere(
                SubmitAgainstClose.class,
                () -> new SubmitAgainstClose(),
                () -> new LL_Result(),
                (test, result) -> test.arbiter(result),
                List.of((test, result) -> test.submitter(), (test, result) -> test.closer()));
    }

    @Test
    void submitAgainstGoingHome_switchedAnywhere_seesNothingForbidden() {
        switchAnywhere(
                SubmitAgainstGoingHome.class,
                () -> new SubmitAgainstGoingHome(),
                () -> new L_Result(),
                (test, result) -> test.arbiter(result),
                List.of((test, result) -> test.runner(), (test, result) -> test.submitter()));
    }

    @Test
    void lostUpdate_switchedAnywhere_isFound() {
        assertThatThrownBy(() -> switchAnywhere(
                        LostUpdate.class,
                        () -> new LostUpdate(),
                        () -> new I_Result(),
                        (test, result) -> result.r1 = test.count,
                        List.of((test, result) -> test.increment(), (test, result) -> test.increment())))
                .isInstanceOf(LincheckAssertionError.class);
    }

    /** What this class is there to find. */
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "Both were counted.")
    private static final class LostUpdate {
        int count;

        void increment() {
            count++;
        }
    }

    private static <S, R> void switchAnywhere(
            Class<S> type,
            Supplier<S> tests,
            Supplier<R> results,
            BiConsumer<S, R> arbiter,
            List<BiConsumer<S, R>> actors) {
        for (boolean ownThreads : new boolean[] {true, false}) {
            Stage.only(ownThreads);
            switchAnywhereOnOneKind(type, tests, results, arbiter, actors);
        }
    }

    private static <S, R> void switchAnywhereOnOneKind(
            Class<S> type,
            Supplier<S> tests,
            Supplier<R> results,
            BiConsumer<S, R> arbiter,
            List<BiConsumer<S, R>> actors) {
        List<String> acceptable = Stream.of(type.getAnnotationsByType(Outcome.class))
                .filter(outcome -> outcome.expect() == ACCEPTABLE)
                .flatMap(outcome -> Stream.of(outcome.id()))
                .toList();
        // The first run is an ordinary one: what is set up once, logging above all, is too long for Lincheck.
        assertThat(run(tests.get(), results.get(), arbiter, actors)).isIn(acceptable);
        Runnable test = () -> {
            String outcome = run(tests.get(), results.get(), arbiter, actors);
            if (!acceptable.contains(outcome)) {
                throw new AssertionError(outcome);
            }
        };
        try {
            Lincheck.runConcurrentTest(RUNS, test);
        } catch (LincheckAssertionError failure) {
            // A run of 30 s has hung, it says; on a busy machine that may only be the first, which looks into all
            // classes. What really hangs does so again, since the same steps are chosen again.
            if (!String.valueOf(failure.getMessage()).contains("has hung")) {
                throw failure;
            }
            Lincheck.runConcurrentTest(RUNS, test);
        }
    }

    private static <S, R> String run(S test, R result, BiConsumer<S, R> arbiter, List<BiConsumer<S, R>> actors) {
        List<ActorThread<S, R>> threads = actors.stream()
                .map(actor -> new ActorThread<>(actor, test, result))
                .toList();
        threads.forEach(Thread::start);
        for (ActorThread<S, R> thread : threads) {
            Uninterruptibles.joinUninterruptibly(thread);
            if (thread.failure != null) {
                return "an actor failed: " + thread.failure;
            }
        }
        arbiter.accept(test, result);
        return String.valueOf(result);
    }

    private static final class ActorThread<S, R> extends Thread {
        private final BiConsumer<S, R> actor;
        private final S test;
        private final R result;
        private volatile @Nullable Throwable failure;

        ActorThread(BiConsumer<S, R> actor, S test, R result) {
            this.actor = actor;
            this.test = test;
            this.result = result;
        }

        @Override
        public void run() {
            try {
                actor.accept(test, result);
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }
    }
}

package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Gate gate = Gate.create();

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        gate.close();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.inside()).isZero();
    }

    @Test
    void body_released_returnsItsValue() throws Exception {
        Future<String> body = threads.submit(gate.callable("row"));
        gate.awaitEntered(1);
        assertThat(body).isNotDone();
        assertThat(gate.inside()).isEqualTo(1);

        gate.release();

        assertThat(body.get()).isEqualTo("row");
        assertThat(gate.entered()).isEqualTo(1);
        assertThat(gate.inside()).isZero();
    }

    @Test
    void release_beforeTheBodyComes_isKeptForIt() throws Exception {
        gate.release();

        assertThat(gate.callable("row").call()).isEqualTo("row");
        Future<String> second = threads.submit(gate.callable("second"));
        gate.awaitEntered(2);
        assertThat(second).isNotDone();
    }

    @Test
    void release_manyBodies_letsThemThroughInTheirOrder() throws Exception {
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            threads.execute(() -> {
                gate.runnable().run();
                out.add(number);
            });
            gate.awaitEntered(i + 1);
        }

        for (int i = 0; i < 20; i++) {
            gate.release();
            assertThat(out.poll(30, TimeUnit.SECONDS)).isEqualTo(i);
        }
        assertThat(gate.maxConcurrent()).isEqualTo(20);
    }

    @Test
    void releaseAll_opensForGood() throws Exception {
        List<Future<String>> bodies = enter(3);

        gate.releaseAll();

        for (Future<String> body : bodies) {
            assertThat(body.get()).isEqualTo("value");
        }
        assertThat(gate.callable("later").call()).isEqualTo("later");
        assertThat(gate.entered()).isEqualTo(4);
        assertThat(gate.toString())
                .isEqualTo("Gate[open, entered=4, inside=0, waiting=0, maxConcurrent=3, interruptions=0]");
    }

    @Test
    void fail_waitingAndLaterBodies_throwThatVeryException() throws Exception {
        List<Future<String>> bodies = enter(2);
        IOException failure = new IOException("backend gone");

        gate.fail(failure);

        for (Future<String> body : bodies) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(body::get)
                    .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
        }
        assertThatThrownBy(gate.callable("later")::call).isSameAs(failure);
        assertThatThrownBy(gate.runnable()::run).isSameAs(failure);
        assertThatThrownBy(gate::pass).isSameAs(failure);
        assertThat(gate.toString())
                .startsWith("Gate[failing with java.io.IOException: backend gone, entered=5, inside=0");
    }

    @Test
    void fail_withAnError_throwsItAsItIs() {
        Error failure = new StackOverflowError();

        gate.fail(failure);

        assertThatThrownBy(gate.callable("value")::call).isSameAs(failure);
    }

    @Test
    void failAndReleaseAll_theLaterWins() throws Exception {
        gate.releaseAll();
        gate.fail(new IOException());
        assertThatThrownBy(gate::pass).isInstanceOf(IOException.class);

        gate.releaseAll();

        assertThat(gate.callable("value").call()).isEqualTo("value");
    }

    @Test
    void interrupt_waitingBody_throwsAndIsCounted() throws Exception {
        Future<String> body = enter(1).get(0);

        assertThat(body.cancel(true)).isTrue();
        gate.awaitInterruptions(1);

        assertThatExceptionOfType(CancellationException.class).isThrownBy(body::get);
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.inside()).isZero();
        assertThat(gate.interruptions()).isEqualTo(1);
    }

    @Test
    void interrupt_setBeforeTheBodyWaits_isFeltAtOnce() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(gate::pass);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(gate.interruptions()).isEqualTo(1);
    }

    @Test
    void interrupt_openGate_isLeftAlone() throws Exception {
        gate.releaseAll();
        Thread.currentThread().interrupt();

        gate.pass();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(gate.interruptions()).isZero();
    }

    @Test
    void interrupt_runnable_returnsWithTheFlagSet() {
        Thread.currentThread().interrupt();

        gate.runnable().run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(gate.interruptions()).isEqualTo(1);
    }

    @Test
    void interrupt_firstInLine_leavesItsPlaceToTheNext() throws Exception {
        List<Future<String>> bodies = enter(2);

        assertThat(bodies.get(0).cancel(true)).isTrue();
        gate.awaitInterruptions(1);
        gate.release();

        assertThat(bodies.get(1).get()).isEqualTo("value");
    }

    /** The interrupted body may or may not be the one that the release went to: no release may be lost. */
    @Test
    void interruptAndRelease_atOnce_loseNoRelease() throws Exception {
        for (int round = 0; round < 2000; round++) {
            Gate raced = Gate.create();
            FutureTask<String> first = new FutureTask<>(raced.callable("first"));
            Thread thread = new Thread(first);
            thread.start();
            raced.awaitEntered(1);
            Future<String> second = threads.submit(raced.callable("second"));
            raced.awaitEntered(2);

            Future<?> interrupt = threads.submit(thread::interrupt);
            raced.release();
            interrupt.get();

            thread.join();
            if (raced.interruptions() == 0) {
                raced.release();
            }
            assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("second");
        }
    }

    @Test
    void ignoreInterrupts_waitingBody_countsAndGoesOnWaiting() throws Exception {
        Callable<String> body = gate.ignoreInterrupts().callable("value");
        FutureTask<String> task = new FutureTask<>(body);
        Thread thread = new Thread(task);
        thread.start();
        gate.awaitEntered(1);

        thread.interrupt();
        gate.awaitInterruptions(1);
        thread.interrupt();
        gate.awaitInterruptions(2);
        assertThat(task).isNotDone();
        gate.release();

        assertThat(task.get()).isEqualTo("value");
        assertThat(gate.interruptions()).isEqualTo(2);
    }

    @Test
    void awaitEntered_tooFew_saysWhatWasSeen() throws Exception {
        try (Gate impatient = Gate.create(Duration.ofMillis(1))) {
            impatient.release();
            impatient.pass();

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> impatient.awaitEntered(2))
                    .withMessage("waited 1 ms for entered=2: Gate[shut, permits=0, entered=1, inside=0, waiting=0,"
                            + " maxConcurrent=1, interruptions=0]");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> impatient.awaitInterruptions(1))
                    .withMessageStartingWith("waited 1 ms for interruptions=1: ");
            impatient.awaitEntered(1);
        }
    }

    private List<Future<String>> enter(int n) throws InterruptedException {
        List<Future<String>> bodies = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            bodies.add(threads.submit(gate.callable("value")));
            gate.awaitEntered(i + 1);
        }
        return bodies;
    }
}

package io.github.asyncwrap.examples.lesson.echo;

import static io.github.asyncwrap.examples.lesson.echo.Turn.await;
import static io.github.asyncwrap.examples.lesson.echo.Turn.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The event loop of the futures style. */
@Timeout(60)
class LoopTest {
    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final List<String> seen = new ArrayList<>();
    private Loop loop;

    @BeforeEach
    void makeLoop() throws IOException {
        loop = new Loop();
    }

    @AfterEach
    void endPool() {
        pool.shutdownNow();
    }

    @Test
    void run_ofATask_givesItsValue() throws Exception {
        assertThat(loop.<String>run(() -> await(value("a"), a -> await(value("b"), b -> done(a + b)))))
                .isEqualTo("ab");
    }

    @Test
    void run_ofATaskThatFails_throwsWhatItThrew() {
        IOException failure = new IOException("no");
        assertThatThrownBy(() -> loop.run(() -> await(value("a"), a -> {
                    throw failure;
                })))
                .isSameAs(failure);
    }

    @Test
    void run_asTheTaskIsDone_cancelsTheTasksThatAreLeft() throws Exception {
        loop.run(() -> {
            LoopFuture<String> endless = loop.createTask(() -> await(loop.createFuture(), never -> done("never")));
            endless.whenDone(ended -> seen.add(ended.failure() + ""));
            return await(value(""), nothing -> done(""));
        });
        assertThat(seen).containsExactly("" + new CancellationException("cancelled"));
    }

    @Test
    void run_again_isRefused() throws Exception {
        loop.run(() -> done(1));
        assertThatThrownBy(() -> loop.run(() -> done(2))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void run_afterDiscard_isRefusedForTheSelectorIsClosed() {
        loop.discard();
        assertThatThrownBy(() -> loop.run(() -> await(loop.createFuture(), never -> done("never"))))
                .isInstanceOf(ClosedSelectorException.class);
    }

    @Test
    void run_onAThreadThatIsInterrupted_throws() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> loop.run(() -> await(loop.createFuture(), never -> done("never"))))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void createTask_beginsLater_andTasksTakeTurns() throws Exception {
        loop.run(() -> {
            LoopFuture<String> one = loop.createTask(() -> steps("one", 3));
            LoopFuture<String> two = loop.createTask(() -> steps("two", 3));
            seen.add("main");
            return await(one, a -> await(two, b -> done(a + b)));
        });
        assertThat(seen).containsExactly("main", "one 3", "two 3", "one 2", "two 2", "one 1", "two 1");
    }

    @Test
    void task_ofManyTurns_needsNoDeepStack() throws Exception {
        assertThat(loop.<Integer>run(() -> count(100_000))).isZero();
    }

    @Test
    void task_thatIsCancelled_hasHadItsLastTurn() throws Exception {
        loop.run(() -> {
            LoopFuture<String> gate = loop.createFuture();
            LoopFuture<String> task = loop.createTask(() -> await(gate, open -> {
                seen.add("went on");
                return done("");
            }));
            LoopFuture<String> waiting = loop.createTask(() -> await(task, value -> done(value)));
            return await(value(""), first -> {
                task.cancel();
                gate.complete("open");
                return await(loop.sleep(Duration.ZERO), second -> {
                    assertThat(task.failure()).isInstanceOf(CancellationException.class);
                    assertThat(waiting.failure()).isInstanceOf(CancellationException.class);
                    return done("");
                });
            });
        });
        assertThat(seen).isEmpty();
    }

    @Test
    void sleep_wakesInTheOrderOfTimes() throws Exception {
        int[] times = {60, 20, 40, 0, 0};
        loop.run(() -> {
            List<LoopFuture<Nothing>> sleepers = new ArrayList<>();
            long start;
            do { // once, unless this thread was held up so long that the order of the times is not that of the numbers
                sleepers.clear();
                start = System.nanoTime();
                for (int millis : times) {
                    sleepers.add(loop.sleep(Duration.ofMillis(millis)));
                }
            } while (System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(20));
            for (int i = 0; i < times.length; i++) {
                String name = "#" + i + " after " + times[i];
                sleepers.get(i).whenDone(awake -> seen.add(name));
            }
            return await(loop.gather(sleepers), all -> done(""));
        });
        assertThat(seen).containsExactly("#3 after 0", "#4 after 0", "#1 after 20", "#2 after 40", "#0 after 60");
    }

    @Test
    void sleep_isNotTooShort() throws Exception {
        long start = System.nanoTime();
        loop.run(() -> await(loop.sleep(Duration.ofMillis(30)), awake -> done("")));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
    }

    @Test
    void runInExecutor_whileTheCallBlocks_keepsTheLoopFree() throws Exception {
        CountDownLatch ticked = new CountDownLatch(3);
        Thread loopThread = Thread.currentThread();
        AtomicReference<@Nullable Thread> ran = new AtomicReference<>();
        String value = loop.run(() -> {
            LoopFuture<String> blocking = loop.runInExecutor(pool, () -> {
                ran.set(Thread.currentThread());
                ticked.await(); // ends only if the loop goes on meanwhile
                return "blocked";
            });
            loop.createTask(() -> tick(ticked));
            return await(blocking, got -> {
                assertThat(Thread.currentThread()).isSameAs(loopThread);
                return done(got);
            });
        });
        assertThat(value).isEqualTo("blocked");
        assertThat(ran.get()).isNotSameAs(loopThread);
    }

    @Test
    void runInExecutor_ofACallThatFails_failsWithThat() {
        IOException failure = new IOException("disk");
        assertThatThrownBy(() -> loop.run(() -> await(
                        loop.runInExecutor(pool, () -> {
                            throw failure;
                        }),
                        never -> done(never))))
                .isSameAs(failure);
    }

    @Test
    void runInExecutor_ofACallThatThrowsAnError_failsWithThatAsCause() {
        AssertionError error = new AssertionError("broken");
        assertThatThrownBy(() -> loop.run(() -> await(
                        loop.runInExecutor(pool, () -> {
                            throw error;
                        }),
                        never -> done(never))))
                .isInstanceOf(ExecutionException.class)
                .hasCause(error);
    }

    @Test
    void runInExecutor_onAnExecutorThatRefuses_fails() {
        pool.shutdown();
        assertThatThrownBy(() -> loop.run(() -> await(loop.runInExecutor(pool, () -> 1), never -> done(never))))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void gather_whateverComesFirst_givesValuesInTheOrderAsked() throws Exception {
        List<String> values = loop.run(() -> {
            LoopFuture<String> slow = loop.createFuture();
            LoopFuture<String> quick = loop.createFuture();
            quick.whenDone(ended -> slow.complete("slow"));
            quick.complete("quick");
            return await(loop.gather(List.of(slow, quick)), all -> done(all));
        });
        assertThat(values).containsExactly("slow", "quick");
    }

    @Test
    void gather_ofNothing_isDone() throws Exception {
        assertThat(loop.<Integer>run(() -> await(loop.gather(List.of()), none -> done(none.size()))))
                .isZero();
    }

    @Test
    void gather_asOneFails_failsAtOnceAndTheOthersGoOn() throws Exception {
        loop.run(() -> {
            LoopFuture<String> bad = loop.createFuture();
            LoopFuture<String> other = loop.createFuture();
            LoopFuture<List<String>> all = loop.gather(List.of(other, bad));
            bad.fail(new IOException("bad"));
            return await(
                    value(""),
                    first -> await(value(""), second -> {
                        assertThat(all.isDone()).isTrue();
                        assertThat(all.failure()).hasMessage("bad");
                        assertThat(other.isDone()).isFalse();
                        other.complete("other");
                        assertThat(other.result()).isEqualTo("other");
                        return done("");
                    }));
        });
    }

    @Test
    void gather_asTwoFail_tellsTheSecondWithTheFirst() {
        assertThatThrownBy(() -> loop.run(() -> {
                    LoopFuture<String> one = loop.createTask(() -> failing("one"));
                    LoopFuture<String> two = loop.createTask(() -> failing("two"));
                    return await(loop.gather(List.of(one, two)), all -> done(""));
                }))
                .hasMessage("one")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("two"));
    }

    @Test
    void gather_cancelledAtTheEndWithItsMembers_isNoFailure() throws Exception {
        String value = loop.run(() -> {
            LoopFuture<String> one = loop.createTask(() -> await(loop.createFuture(), never -> done("one")));
            LoopFuture<String> two = loop.createTask(() -> await(loop.createFuture(), never -> done("two")));
            loop.createTask(() -> await(loop.gather(List.of(one, two)), all -> done("")));
            return await(loop.sleep(Duration.ofMillis(1)), awake -> done("main"));
        });
        assertThat(value).isEqualTo("main");
    }

    @Test
    void gather_asAMemberIsCancelled_isCancelled() throws Exception {
        loop.run(() -> {
            LoopFuture<String> member = loop.createFuture();
            LoopFuture<List<String>> all = loop.gather(List.of(loop.createFuture(), member));
            all.whenDone(ended -> seen.add(ended.failure() + ""));
            member.cancel();
            return await(loop.sleep(Duration.ofMillis(1)), awake -> done(""));
        });
        assertThat(seen).containsExactly("" + new CancellationException("cancelled"));
    }

    @Test
    void failure_ofATaskOfWhichNobodyAsks_isToldAtTheEnd() {
        assertThatThrownBy(() -> loop.run(() -> {
                    loop.createTask(() -> failing("forgotten"));
                    return await(loop.sleep(Duration.ofMillis(1)), awake -> done(""));
                }))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("forgotten"));
    }

    @Test
    void failure_ofATask_isToldWithTheFailureOfTheMainTask() {
        assertThatThrownBy(() -> loop.run(() -> {
                    loop.createTask(() -> failing("forgotten"));
                    return await(loop.sleep(Duration.ofMillis(1)), awake -> failing("main"));
                }))
                .hasMessage("main")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
    }

    @Test
    void failure_ofACallback_harmsNoOtherAndIsTold() {
        assertThatThrownBy(() -> loop.run(() -> {
                    LoopFuture<String> future = value("");
                    future.whenDone(ended -> {
                        throw new IllegalArgumentException("callback");
                    });
                    future.whenDone(ended -> seen.add("other"));
                    return await(future, ended -> done(""));
                }))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        assertThat(seen).containsExactly("other");
    }

    @Test
    void failure_ofATask_isToldAlsoAsTheLoopIsInterrupted() {
        assertThatThrownBy(() -> loop.run(() -> {
                    loop.createTask(() -> failing("forgotten"));
                    return await(loop.sleep(Duration.ofMillis(1)), awake -> {
                        Thread.currentThread().interrupt();
                        return await(loop.createFuture(), never -> done(""));
                    });
                }))
                .isInstanceOf(InterruptedException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("forgotten"));
    }

    @Test
    void failure_ofATask_isToldWithTheErrorOfAnother() {
        AssertionError error = new AssertionError("broken");
        assertThatThrownBy(() -> loop.run(() -> {
                    loop.createTask(() -> failing("forgotten"));
                    return await(loop.sleep(Duration.ofMillis(1)), awake -> {
                        throw error;
                    });
                }))
                .isSameAs(error)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("forgotten"));
    }

    @Test
    void failure_thatIsTheMainTasksAndAForgottenFuturesToo_isToldOnce() {
        IOException failure = new IOException("no");
        assertThatThrownBy(() -> loop.run(() -> {
                    loop.createFuture().fail(failure);
                    throw failure;
                }))
                .isSameAs(failure)
                .hasNoSuppressedExceptions();
    }

    @Test
    void error_ofACallbackAtTheEnd_keepsNoOtherFromBeingCalled() {
        AssertionError error = new AssertionError("broken");
        assertThatThrownBy(() -> loop.run(() -> {
                    LoopFuture<String> endless = loop.createTask(() -> await(loop.createFuture(), never -> done("")));
                    endless.whenDone(ended -> {
                        throw error;
                    });
                    endless.whenDone(ended -> seen.add("other"));
                    return done("");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasSuppressedException(error);
        assertThat(seen).containsExactly("other");
    }

    @Test
    void gather_thatIsCancelled_leavesTheFailureOfAMemberToBeTold() {
        assertThatThrownBy(() -> loop.run(() -> {
                    LoopFuture<String> member = loop.createFuture();
                    loop.gather(List.of(member)).cancel();
                    member.fail(new IOException("member"));
                    return await(loop.sleep(Duration.ofMillis(1)), awake -> done(""));
                }))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("member"));
    }

    @Test
    void readable_isDoneWhenSomethingHasCome() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            int bytes = loop.run(() -> {
                LoopFuture<Nothing> readable = loop.readable(source);
                assertThatThrownBy(() -> loop.readable(source)).isInstanceOf(IllegalStateException.class);
                return await(loop.sleep(Duration.ofMillis(1)), awake -> {
                    assertThat(readable.isDone()).isFalse();
                    sink.write(ByteBuffer.wrap(new byte[7]));
                    return await(readable, now -> done(source.read(ByteBuffer.allocate(10))));
                });
            });
            assertThat(bytes).isEqualTo(7);
        }
    }

    @Test
    void task_thatIsCancelled_leavesNoWaitForAChannelBehind() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            int bytes = loop.run(() -> {
                LoopFuture<Integer> first = loop.createTask(() -> receive(source));
                LoopFuture<Integer> outer = loop.createTask(() -> await(first, got -> done(got)));
                return await(loop.sleep(Duration.ofMillis(1)), awake -> {
                    outer.cancel();
                    LoopFuture<Integer> second = loop.createTask(() -> receive(source));
                    sink.write(ByteBuffer.wrap(new byte[7]));
                    return await(second, got -> done(got));
                });
            });
            assertThat(bytes).isEqualTo(7);
        }
    }

    @Test
    void task_thatIsCancelledAtTheHeadOfALongChain_needsNoDeepStack() throws Exception {
        loop.run(() -> {
            LoopFuture<String> last = loop.createFuture();
            LoopFuture<String> head = last;
            for (int i = 0; i < 20_000; i++) {
                LoopFuture<String> next = head;
                head = loop.createTask(() -> await(next, value -> done(value)));
            }
            LoopFuture<String> first = head;
            return await(loop.sleep(Duration.ofMillis(1)), awake -> {
                first.cancel();
                assertThat(last.isDone()).isTrue();
                return done("");
            });
        });
    }

    @Test
    void anotherThread_isRefused_exceptForCallSoonThreadsafe() throws Exception {
        String value = loop.run(() -> {
            LoopFuture<String> future = loop.createFuture();
            LoopFuture<String> refused = loop.runInExecutor(pool, () -> {
                loop.callSoonThreadsafe(() -> future.complete("called"));
                future.complete("completed");
                return "";
            });
            return await(future, got -> {
                return await(value(""), nothing -> {
                    seen.add("future " + got);
                    return await(failureOf(refused), failure -> done(failure));
                });
            });
        });
        assertThat(seen).containsExactly("future called");
        assertThat(value).contains("thread of the loop");
    }

    @Test
    void callSoonThreadsafe_beforeTheLastTurnHasEnded_isCalledAtTheEnd() throws Exception {
        loop.run(() -> {
            loop.callSoonThreadsafe(() -> seen.add("called"));
            return done("");
        });
        assertThat(seen).containsExactly("called");
    }

    @Test
    void loop_thatEnds_refusesWhatItWouldNeverDo() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            sink.configureBlocking(false);
            loop.run(() -> {
                LoopFuture<String> endless = loop.createTask(() -> await(loop.createFuture(), never -> done("")));
                endless.whenDone(ended -> {
                    assertRefusesToBegin(source, sink);
                    loop.callSoon(() -> seen.add("the callbacks of the end are called"));
                });
                return done("");
            });
            assertRefusesToBegin(source, sink);
        }
        assertRefused(() -> loop.callSoon(() -> seen.add("never")));
        loop.callSoonThreadsafe(() -> seen.add("never"));
        assertThat(seen).containsExactly("the callbacks of the end are called");
    }

    private LoopFuture<String> failureOf(LoopFuture<?> future) {
        LoopFuture<String> failure = loop.createFuture();
        future.whenDone(ended -> failure.complete(String.valueOf(ended.failure())));
        return failure;
    }

    private Turn<Integer> receive(Pipe.SourceChannel source) throws IOException {
        return await(loop.readable(source), now -> done(source.read(ByteBuffer.allocate(10))));
    }

    private void assertRefusesToBegin(Pipe.SourceChannel source, Pipe.SinkChannel sink) {
        assertRefused(() -> loop.createTask(() -> done("")));
        assertRefused(() -> loop.sleep(Duration.ZERO));
        assertRefused(() -> loop.runInExecutor(pool, () -> seen.add("never")));
        assertRefused(() -> loop.readable(source));
        assertRefused(() -> loop.writable(sink));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessageContaining("ends");
    }

    private <T> LoopFuture<T> value(T value) {
        LoopFuture<T> future = loop.createFuture();
        future.complete(value);
        return future;
    }

    private static Turn<String> failing(String message) throws IOException {
        throw new IOException(message);
    }

    private Turn<String> steps(String name, int left) {
        if (left == 0) {
            return done(name);
        }
        seen.add(name + " " + left);
        return await(value(""), nothing -> steps(name, left - 1));
    }

    private Turn<Integer> count(int left) {
        return left == 0 ? done(0) : await(value(""), nothing -> count(left - 1));
    }

    private Turn<String> tick(CountDownLatch ticked) {
        ticked.countDown();
        return ticked.getCount() == 0 ? done("") : await(loop.sleep(Duration.ofMillis(1)), awake -> tick(ticked));
    }
}

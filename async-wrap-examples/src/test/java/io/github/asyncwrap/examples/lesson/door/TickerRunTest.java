package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TickerRunTest {
    private static final Duration PERIOD = Duration.ofMillis(20);

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        LoopThreads.awaitEnd();
    }

    @ParameterizedTest
    @EnumSource
    void workThatFails_isTold(Mode mode) {
        assertThatThrownBy(() -> run(mode).run(enough -> new Failing(new IOException("disk on fire")), 1))
                .isInstanceOf(LessonException.class)
                .hasMessage("The work failed: IOException: disk on fire");
    }

    @ParameterizedTest
    @EnumSource
    void workThatFailsUnexpectedly_isToldToo(Mode mode) {
        assertThatThrownBy(() -> run(mode).run(enough -> new Failing(new IllegalStateException("what now")), 1))
                .isInstanceOf(LessonException.class)
                .hasMessage("The work failed: IllegalStateException: what now")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void workThatCannotBeMade_isTold_andNothingIsLeft(Mode mode) {
        assertThatThrownBy(() -> run(mode)
                        .run(
                                enough -> {
                                    throw new IOException("no such work");
                                },
                                1))
                .isInstanceOf(IOException.class)
                .hasMessage("no such work");
    }

    @ParameterizedTest
    @EnumSource
    void interrupted_whileTheWorkGoesOn_breaksItOff(Mode mode) throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        FutureTask<Story> task = new FutureTask<>(() -> run(mode)
                .run(
                        enough -> new LateAnswer(() -> {
                            working.countDown(); // the client is connected
                            return false;
                        }),
                        1));
        Thread runner = new Thread(task);
        runner.start();
        working.await();
        runner.interrupt();
        runner.join();
        assertThatThrownBy(task::get).hasCauseInstanceOf(InterruptedException.class);
    }

    private static TickerRun run(Mode mode) {
        return new TickerRun(mode, PERIOD, line -> {});
    }

    private record Failing(Exception failure) implements Work {
        @Override
        public String perform() throws IOException {
            if (failure instanceof IOException expected) {
                throw expected;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public void close() {}
    }
}

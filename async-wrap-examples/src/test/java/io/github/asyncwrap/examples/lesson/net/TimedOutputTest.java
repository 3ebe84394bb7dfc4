package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How much time each write has: a test that waited for it to pass would take as long. */
class TimedOutputTest {

    private static final Duration LIMIT = Duration.ofHours(1);
    private static final byte[] SIXTEEN_KIB = new byte[16 * 1024];

    /** Notes what it is asked for, in nanoseconds. */
    private static final class NotingTimer extends ScheduledThreadPoolExecutor {
        private final List<Long> delays = new ArrayList<>();

        NotingTimer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
            delays.add(unit.toNanos(delay));
            return super.schedule(action, delay, unit);
        }
    }

    private static final class PatientSocket extends Socket {
        private final OutputStream out = new ByteArrayOutputStream();

        @Override
        public OutputStream getOutputStream() {
            return out;
        }
    }

    @Test
    void limit_isThatOfTheWholeAnswer_andDoesNotBeginAnewWithEachPiece() throws IOException {
        NotingTimer timer = new NotingTimer();
        try (TimedOutput out = new TimedOutput(new PatientSocket(), LIMIT, timer)) {
            out.write('a');
            long began = System.nanoTime();
            while (System.nanoTime() - began < 10 * TimedOutput.NANOS_PER_BYTE) {
                Thread.onSpinWait();
            }
            out.write('b');
            assertThat(timer.delays.get(0)).isEqualTo(LIMIT.toNanos() + TimedOutput.NANOS_PER_BYTE);
            assertThat(timer.delays.get(1)).isLessThan(LIMIT.toNanos());
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void nextAnswer_hasTheWholeLimit() throws IOException {
        NotingTimer timer = new NotingTimer();
        try (TimedOutput out = new TimedOutput(new PatientSocket(), LIMIT, timer)) {
            out.write(SIXTEEN_KIB);
            out.flush();
            out.write(SIXTEEN_KIB);
            assertThat(timer.delays.get(1)).isEqualTo(timer.delays.get(0));
        } finally {
            timer.shutdownNow();
        }
    }
}

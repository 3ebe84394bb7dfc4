package io.github.asyncwrap.examples.lesson.echo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** That the suite notices servers that are not as they should be. */
class EchoSuiteTest {
    /**
     * A server that is only slow must not look as if it took no more; and nobody need wait for the answers of one that
     * gives none.
     */
    private static final EchoConformance.Waits WAITS = new EchoConformance.Waits(5_000, 2_000);

    @ParameterizedTest
    @EnumSource
    void point_onAServerWithTheDefect_fails(BrokenEcho.Defect defect) throws Exception {
        BrokenEcho server = new BrokenEcho(defect);
        try {
            assertThatThrownBy(() -> defect.fails.holds(server, WAITS))
                    .isInstanceOfAny(AssertionError.class, IOException.class);
        } finally {
            server.closeAll();
            server.awaitStopped();
        }
    }

    @ParameterizedTest
    @MethodSource("pointsOfTheOriginal")
    void point_meantToFail_onAServerWhereItHolds_isNoticed(EchoConformance point) throws Exception {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (LessonServer server = EchoStyle.SELECT.start(anyPort)) {
            assertThatThrownBy(() -> point.fails(server)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void threadThatIsLeft_isNoticed() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CountDownLatch end = new CountDownLatch(1);
        Thread left = new Thread(() -> awaitQuietly(end), "left");
        left.start();
        try {
            assertThatThrownBy(() -> EchoConformance.assertNoThreadIsLeft(before, 1))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("left");
        } finally {
            end.countDown();
            left.join();
        }
        EchoConformance.assertNoThreadIsLeft(before);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Stream<EchoConformance> pointsOfTheOriginal() {
        return EchoConformance.notOf(EchoStyle.ORIGINAL).stream();
    }
}

package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.observe.BlockedLoop;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose line it is that blocks a loop. */
class BlockedLoopTest {
    private static BlockedLoop at(String... frames) {
        List<StackTraceElement> stack = Stream.of(frames)
                .map(frame -> {
                    int dot = frame.lastIndexOf('.');
                    return new StackTraceElement(frame.substring(0, dot), frame.substring(dot + 1), "File.java", 7);
                })
                .toList();
        return new BlockedLoop("loop", "thread-1", Duration.ofMillis(120), stack);
    }

    private static String cause(String... frames) {
        StackTraceElement cause = at(frames).cause();
        return cause == null ? "none" : cause.getClassName() + "." + cause.getMethodName();
    }

    @Test
    void cause_isTheInnermostFrameOfTheUsers() {
        assertThat(cause(
                        "jdk.internal.misc.Unsafe.park",
                        "java.util.concurrent.locks.LockSupport.park",
                        "io.github.asyncwrap.AsyncFuture.join",
                        "com.acme.Dao.find",
                        "com.acme.Verticle.handle",
                        "io.vertx.core.impl.ContextImpl.dispatch",
                        "io.netty.util.concurrent.SingleThreadEventExecutor.runAllTasks",
                        "java.lang.Thread.run"))
                .isEqualTo("com.acme.Dao.find");
    }

    @Test
    void cause_skipsThePlatformsAndTheFrameworks() {
        for (String foreign : List.of(
                "java.lang.Thread.sleep",
                "javax.swing.SwingUtilities.invokeAndWait",
                "jdk.internal.misc.Unsafe.park",
                "sun.nio.ch.EPoll.wait",
                "com.sun.crypto.provider.RSA.doFinal",
                "kotlin.concurrent.ThreadsKt.thread",
                "kotlinx.coroutines.BuildersKt.runBlocking",
                "scala.concurrent.Await.result",
                "io.netty.util.concurrent.DefaultPromise.await",
                "io.vertx.core.Future.await",
                "reactor.core.publisher.Mono.block",
                "io.reactivex.rxjava3.core.Single.blockingGet",
                "io.github.asyncwrap.observe.Heartbeat.run")) {
            assertThat(cause(foreign, "org.acme.Main.main")).isEqualTo("org.acme.Main.main");
        }
    }

    @Test
    void cause_takesTheUsersForTheUsers() {
        for (String users : List.of(
                "javafoo.Main.main",
                "io.nettyish.Main.main",
                "io.github.asyncwrapped.Main.main",
                "io.github.asyncwrap.other.Main.main",
                "Main.main")) {
            assertThat(cause("java.lang.Thread.sleep", users)).isEqualTo(users);
        }
    }

    @Test
    void cause_noneOfTheUsers_isTheInnermostFrame() {
        assertThat(cause("sun.nio.ch.EPoll.wait", "java.lang.Thread.run")).isEqualTo("sun.nio.ch.EPoll.wait");
        assertThat(at().cause()).isNull();
    }

    @Test
    void toString_tellsAll() {
        assertThat(at("com.acme.Dao.find"))
                .hasToString("loop on thread-1, late 120 ms\n\tat com.acme.Dao.find(File.java:7)");
    }
}

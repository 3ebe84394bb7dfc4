package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The threads of a wrapper: what they are like, and that none is left. */
class ThreadsTest {

    private static long alive(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    @Test
    void close_noThreadOfTheWrapperIsLeft() throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = AsyncWrapper.of("closed-and-gone", 4)) {
            List<AsyncFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(db.call(gate.callable("row")).thenAcceptAsync(row -> {}));
            }
            gate.awaitEntered(4);
            assertThat(alive("closed-and-gone-")).isGreaterThanOrEqualTo(4);
            gate.releaseAll();
            calls.forEach(AsyncFuture::join);
        }
        Spin.until(() -> alive("closed-and-gone-") == 0);
    }

    @Test
    void close_bodyThatIgnoredIt_takesItsThreadWithItWhenItReturns() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("stuck-and-gone", 1)
                .gracePeriod(Duration.ZERO)
                .build();
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            db.call(gate.callable("late"));
            gate.awaitEntered(1);
            assertThat(db.close(Duration.ZERO).stuck()).hasSize(1);
            assertThat(alive("stuck-and-gone-")).isEqualTo(1);
        }
        Spin.until(() -> alive("stuck-and-gone-") == 0);
    }

    @Test
    void ownThreads_areDaemonsNamedAfterTheWrapper_andUsedAgain() {
        try (AsyncWrapper db = AsyncWrapper.of("files", 8)) {
            Thread first = db.call(Thread::currentThread).join();
            assertThat(first.getName()).isEqualTo("files-1");
            assertThat(first.isDaemon()).isTrue();
            assertThat(first.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
        }
    }

    @Test
    void contextClassLoader_isTheOneAtBuildTime_whoeverSubmits() throws Exception {
        Thread here = Thread.currentThread();
        ClassLoader former = here.getContextClassLoader();
        try (URLClassLoader atBuild = new URLClassLoader(new URL[0], former)) {
            here.setContextClassLoader(atBuild);
            try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
                here.setContextClassLoader(former);
                ClassLoader seen = db.call(() -> Thread.currentThread().getContextClassLoader())
                        .join();
                assertThat(seen).isSameAs(atBuild);
                ClassLoader atCallback = db.call(() -> "row")
                        .thenApplyAsync(row -> Thread.currentThread().getContextClassLoader())
                        .join();
                assertThat(atCallback).isSameAs(atBuild);
            }
        } finally {
            here.setContextClassLoader(former);
        }
    }

    @Test
    void inheritableThreadLocals_areNotInherited() {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        local.set("the submitter's");
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(db.call(local::get).join()).isNull();
        } finally {
            local.remove();
        }
    }

    /** Ten wrappers with deadlines share one timer. */
    @Test
    void timer_isOneDaemonForAllWrappers() throws Exception {
        List<AsyncWrapper> wrappers = new ArrayList<>();
        try (Gate gate = Gate.create()) {
            for (int i = 0; i < 10; i++) {
                AsyncWrapper db = AsyncWrapper.of("timed", 1);
                wrappers.add(db);
                db.within(Duration.ofMinutes(5)).call(gate.callable("row"));
            }
            gate.awaitEntered(10);
            // One that an earlier test has left idle may still be ending.
            Spin.until(() -> alive("async-wrap-timer-") == 1);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("async-wrap-"))
                    .allMatch(Thread::isDaemon);
        }
        wrappers.forEach(AsyncWrapper::close);
    }
}

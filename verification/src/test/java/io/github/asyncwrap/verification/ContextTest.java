package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.ContextCapture;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Law 11, beyond {@link EveryWayContextTest}: what is restored, several captures, and those that misbehave. */
class ContextTest {

    @AfterEach
    void clear() {
        MDC.clear();
    }

    private static @Nullable String user() {
        return MDC.get("user");
    }

    private static void in(@Nullable String user) {
        MDC.clear();
        if (user != null) {
            MDC.put("user", user);
        }
    }

    /** On a thread of somebody else's, whose MDC is not ours to clear. */
    @Test
    void mdc_ofAGivenThread_isRestoredNotCleared() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(pool).build()) {
            pool.submit(() -> in("pool")).get();
            in("me");
            AsyncFuture<@Nullable String> call = db.call(ContextTest::user);
            assertThat(call.thenApplyAsync(seen -> seen + user()).join()).isEqualTo("meme");
            in(null);
            assertThat(db.call(ContextTest::user).join()).isNull();
            assertThat(pool.submit(ContextTest::user).get()).isEqualTo("pool");
        } finally {
            pool.shutdown();
        }
    }

    @OnEveryCarrier
    void mdc_ofABodyRunByItsCaller_isRestored(Carried carried) throws Exception {
        try (AsyncWrapper db =
                        carried.wrapper(1, options -> options.maxPending(0).overflow(Overflow.callerRuns()));
                Gate gate = Gate.create()) {
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            in("me");
            AsyncFuture<@Nullable String> here = db.call(() -> {
                String seen = user();
                in("changed by the body");
                return seen;
            });
            assertThat(here.join()).isEqualTo("me");
            assertThat(user()).isEqualTo("me");
        }
    }

    @OnEveryCarrier
    void mdc_inCallbacksOfEveryKind_isTheSubmitters(Carried carried) throws Exception {
        ExecutorService given = Executors.newSingleThreadExecutor();
        List<@Nullable String> seen = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            given.submit(() -> in("given")).get();
            in("me");
            AsyncFuture<String> call = db.call(gate.callable("row"));
            in("another");
            CompletableFuture<Boolean> plainListener = new CompletableFuture<>();
            CompletableFuture<Boolean> givenListener = new CompletableFuture<>();
            call.addListener(() -> plainListener.complete(seen.add(user())), Runnable::run);
            call.addListener(() -> givenListener.complete(seen.add(user())), given);
            List<AsyncFuture<Void>> stages = List.of(
                    call.thenRun(() -> seen.add(user())),
                    call.thenRunAsync(() -> seen.add(user())),
                    call.thenRunAsync(() -> seen.add(user()), given),
                    call.linked().thenRun(() -> seen.add(user())),
                    call.copy().thenAcceptAsync(row -> seen.add(user()), given),
                    call.thenCompose(row -> db.call(() -> seen.add(user()))).thenRun(() -> seen.add(user())));
            gate.release();
            stages.forEach(AsyncFuture::join);
            plainListener.join();
            givenListener.join();
            // Also those that are registered when all is over, on this thread.
            call.thenRun(() -> seen.add(user())).join();
            assertThat(user()).isEqualTo("another");
            assertThat(given.submit(ContextTest::user).get()).isEqualTo("given");
        } finally {
            given.shutdown();
        }
        assertThat(seen).hasSize(10).containsOnly("me");
    }

    @OnEveryCarrier
    void mdc_inCallbacksOfReady_isTheAskers(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(1));
                Gate gate = Gate.create()) {
            in("me");
            AsyncFuture<@Nullable String> atOnce = db.ready().thenApplyAsync(ready -> user());
            db.call(gate.callable("row"));
            db.call(gate.callable("row"));
            AsyncFuture<Void> room = db.ready();
            AsyncFuture<@Nullable String> later = room.thenApply(ready -> user());
            in("another");
            assertThat(room).isNotDone();
            gate.releaseAll();
            assertThat(atOnce.join()).isEqualTo("me");
            assertThat(later.join()).isEqualTo("me");
            assertThat(user()).isEqualTo("another");
        }
    }

    @OnEveryCarrier
    void mdc_inDeliverOnsExecutor_isTheSubmittersAndThenTheThreadsAgain(Carried carried) throws Exception {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        try (AsyncWrapper db = carried.wrapper(1)) {
            loop.submit(() -> in("loop")).get();
            in("me");
            assertThat(db.deliverOn(loop)
                            .call(() -> "row")
                            .handle((row, failure) -> user())
                            .join())
                    .isEqualTo("me");
            assertThat(loop.submit(ContextTest::user).get()).isEqualTo("loop");
        } finally {
            loop.shutdown();
        }
    }

    /** Notes when it is set up and taken down. */
    private static ContextCapture noting(String name, List<String> notes) {
        return () -> {
            notes.add("capture " + name);
            return task -> {
                notes.add("> " + name);
                task.run();
                notes.add("< " + name);
            };
        };
    }

    @OnEveryCarrier
    void captures_several_theFirstIsTheOutermost(Carried carried) {
        List<String> notes = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(
                1, options -> options.contextCapture(noting("a", notes)).contextCapture(noting("b", notes)))) {
            db.run(() -> notes.add("body")).join();
        }
        assertThat(notes)
                .filteredOn(note -> !note.startsWith("capture"))
                .containsExactly("> a", "> b", "body", "< b", "< a");
        assertThat(notes).contains("capture a", "capture b");
    }

    @OnEveryCarrier
    void captureThatThrows_harmsNothing(Carried carried) {
        List<String> notes = Collections.synchronizedList(new ArrayList<>());
        ContextCapture throwing = () -> {
            throw new IllegalStateException("a capture that throws, on purpose");
        };
        try (AsyncWrapper db =
                carried.wrapper(1, options -> options.contextCapture(throwing).contextCapture(noting("good", notes)))) {
            in("me");
            assertThat(db.call(ContextTest::user).join()).isEqualTo("me");
        }
        assertThat(notes).contains("> good", "< good");
    }

    @OnEveryCarrier
    void snapshotThatForgetsItsTask_theTaskRunsWithoutIt(Carried carried) {
        ContextCapture forgetting = () -> task -> {};
        try (AsyncWrapper db = carried.wrapper(1, options -> options.contextCapture(forgetting))) {
            in("me");
            AsyncFuture<@Nullable String> call = db.call(ContextTest::user);
            assertThat(call.thenApply(seen -> seen + "!").join()).isEqualTo("me!");
        }
    }

    @OnEveryCarrier
    void snapshotThatThrows_beforeOrAfterItsTask_theTaskRunsOnce(Carried carried) {
        AtomicInteger ran = new AtomicInteger();
        ContextCapture before = () -> task -> {
            throw new IllegalStateException("throws before its task, on purpose");
        };
        ContextCapture after = () -> task -> {
            task.run();
            throw new IllegalStateException("throws after its task, on purpose");
        };
        try (AsyncWrapper db =
                carried.wrapper(1, options -> options.contextCapture(after).contextCapture(before))) {
            assertThat(db.call(ran::incrementAndGet).join()).isEqualTo(1);
            assertThat(db.call(ran::incrementAndGet)
                            .thenApply(count -> count + 1)
                            .join())
                    .isEqualTo(3);
        }
        assertThat(ran).hasValue(2);
    }

    @OnEveryCarrier
    void snapshotThatRunsItsTaskTwice_theBodyRunsOnce(Carried carried) {
        AtomicInteger ran = new AtomicInteger();
        ContextCapture twice = () -> task -> {
            task.run();
            task.run();
        };
        try (AsyncWrapper db = carried.wrapper(1, options -> options.contextCapture(twice))) {
            assertThat(db.call(ran::incrementAndGet).join()).isEqualTo(1);
        }
        assertThat(ran).hasValue(1);
    }

    /** A body's failure is the body's, whatever is around it. */
    @OnEveryCarrier
    void bodyThatThrows_insideCaptures_itsFailureArrives(Carried carried) {
        Exception thrown = new Exception("by the body");
        AtomicReference<@Nullable String> restored = new AtomicReference<>();
        ContextCapture careless = () -> task -> {
            in("around");
            task.run(); // it never throws, so this needs no finally
            restored.set("yes");
        };
        try (AsyncWrapper db = carried.wrapper(1, options -> options.contextCapture(careless))) {
            assertThat(Failures.of(db.call(() -> {
                        throw thrown;
                    })))
                    .isSameAs(thrown);
        }
        assertThat(restored).hasValue("yes");
    }
}

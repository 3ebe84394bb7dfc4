package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.MoreExecutors;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code deliverOn}: every callback runs on that executor, whoever completes, cancels, joins or registers. */
class DeliverOnTest {
    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));

    @AfterEach
    void stopTheLoop() {
        loop.shutdownNow();
    }

    /** A callback of every kind on a call; gives the name of the thread that ran it. */
    private interface Register extends Function<AsyncFuture<String>, CompletableFuture<String>> {}

    private static String here() {
        return Thread.currentThread().getName();
    }

    private static Arguments kind(String name, Register register) {
        return Arguments.of(name, register);
    }

    private static CompletableFuture<String> noted(
            Function<CompletableFuture<String>, CompletableFuture<?>> registering) {
        CompletableFuture<String> thread = new CompletableFuture<>();
        CompletableFuture<?> unused = registering.apply(thread);
        return thread;
    }

    static Stream<Arguments> kinds() {
        AsyncFuture<String> done = AsyncFuture.completed("other");
        return Stream.of(
                kind("thenApply", call -> call.thenApply(row -> here())),
                kind("thenApplyAsync", call -> call.thenApplyAsync(row -> here())),
                kind("thenAccept", call -> noted(to -> call.thenAccept(row -> to.complete(here())))),
                kind("thenAcceptAsync", call -> noted(to -> call.thenAcceptAsync(row -> to.complete(here())))),
                kind("thenRun", call -> noted(to -> call.thenRun(() -> to.complete(here())))),
                kind("thenRunAsync", call -> noted(to -> call.thenRunAsync(() -> to.complete(here())))),
                kind("handle", call -> call.handle((row, failure) -> here())),
                kind("handleAsync", call -> call.handleAsync((row, failure) -> here())),
                kind("whenComplete", call -> noted(to -> call.whenComplete((row, failure) -> to.complete(here())))),
                kind(
                        "whenCompleteAsync",
                        call -> noted(to -> call.whenCompleteAsync((row, failure) -> to.complete(here())))),
                kind("thenCompose", call -> call.thenCompose(row -> AsyncFuture.completed(here()))),
                kind("thenComposeAsync", call -> call.thenComposeAsync(row -> AsyncFuture.completed(here()))),
                kind("thenCombine", call -> call.thenCombine(done, (row, other) -> here())),
                kind("thenCombineAsync", call -> call.thenCombineAsync(done, (row, other) -> here())),
                kind(
                        "thenAcceptBoth",
                        call -> noted(to -> call.thenAcceptBoth(done, (row, other) -> to.complete(here())))),
                kind("runAfterBoth", call -> noted(to -> call.runAfterBoth(done, () -> to.complete(here())))),
                kind("applyToEither", call -> call.applyToEither(call.newIncompleteFuture(), row -> here())),
                kind(
                        "acceptEither",
                        call -> noted(to ->
                                call.acceptEither(call.<String>newIncompleteFuture(), row -> to.complete(here())))),
                kind(
                        "runAfterEither",
                        call -> noted(
                                to -> call.runAfterEither(call.newIncompleteFuture(), () -> to.complete(here())))),
                kind("derived of derived", call -> call.thenApply(row -> row).thenApply(row -> here())),
                kind("copy", call -> call.copy().thenApply(row -> here())),
                kind("linked", call -> call.linked().thenApply(row -> here())),
                kind("stopped", call -> call.stopped().thenApply(stopped -> here())),
                kind(
                        "minimalCompletionStage",
                        call -> call.minimalCompletionStage()
                                .thenApply(row -> here())
                                .toCompletableFuture()),
                kind("completeAsync", call -> call.<String>newIncompleteFuture().completeAsync(DeliverOnTest::here)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void callback_registeredBeforeTheOutcome_runsThere(String name, Register register) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.deliverOn(loop).call(gate.callable("row"));
            CompletableFuture<String> thread = register.apply(call);
            gate.release();
            assertThat(thread.get()).as(name).isEqualTo("loop");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void callback_registeredOnACompletedCall_runsThere(String name, Register register) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.deliverOn(loop).call(() -> "row");
            call.join();
            assertThat(register.apply(call).get()).as(name).isEqualTo("loop");
        }
    }

    @Test
    void callback_onAFailure_runsThere() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> failed = db.deliverOn(loop).call(() -> {
                throw new IllegalStateException("no row");
            });
            assertThat(failed.exceptionally(failure -> here()).get()).isEqualTo("loop");
            assertThat(failed.exceptionallyAsync(failure -> here()).get()).isEqualTo("loop");
            assertThat(failed.exceptionallyCompose(failure -> AsyncFuture.completed(here()))
                            .get())
                    .isEqualTo("loop");
        }
    }

    @OnEveryCarrier
    void callback_ofACallThatIsCancelledElsewhere_runsThere(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.deliverOn(loop).call(gate.callable("row"));
            AsyncFuture<String> thread = call.handle((row, failure) -> here());
            gate.awaitEntered(1);
            call.cancel(true);
            assertThat(thread.get()).isEqualTo("loop");
        }
    }

    @Test
    void callback_ofARefusal_runsThere() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        db.close();
        AsyncWrapper onLoop = db.deliverOn(loop);
        assertThat(onLoop.call(() -> "row").handle((row, failure) -> here()).get())
                .isEqualTo("loop");
        assertThat(onLoop.ready().handle((ready, failure) -> here()).get()).isEqualTo("loop");
    }

    /** While somebody joins, the outcome comes: the callback is not for the one who joins. */
    @OnEveryCarrier
    void callback_ofACallThatIsJoined_runsThereAndNeverOnTheJoiner(Carried carried) {
        AtomicInteger elsewhere = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncWrapper onLoop = db.deliverOn(loop);
            List<AsyncFuture<Void>> callbacks = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                AsyncFuture<String> call = onLoop.call(() -> "row");
                for (int j = 0; j < 3; j++) {
                    callbacks.add(call.thenAccept(row -> elsewhere.addAndGet(here().equals("loop") ? 0 : 1)));
                }
                call.join();
            }
            callbacks.forEach(AsyncFuture::join);
        }
        assertThat(elsewhere).hasValue(0);
    }

    /** Law 7 says every callback; an executor that runs a listener at once says nothing about where that is. */
    @Test
    void listener_withADirectExecutor_runsThere() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.deliverOn(loop).call(gate.callable("row"));
            CompletableFuture<String> before = new CompletableFuture<>();
            call.addListener(() -> before.complete(here()), MoreExecutors.directExecutor());
            gate.release();
            assertThat(before.get()).isEqualTo("loop");
            CompletableFuture<String> after = new CompletableFuture<>();
            call.addListener(() -> after.complete(here()), MoreExecutors.directExecutor());
            assertThat(after.get()).isEqualTo("loop");
        }
    }

    @Test
    void callback_withAnExecutorOfItsOwn_runsOnThat() throws Exception {
        Executor own = task -> new Thread(task, "own").start();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.deliverOn(loop).call(() -> "row");
            assertThat(call.thenApplyAsync(row -> here(), own).get()).isEqualTo("own");
            CompletableFuture<String> listener = new CompletableFuture<>();
            call.addListener(() -> listener.complete(here()), own);
            assertThat(listener.get()).isEqualTo("own");
        }
    }

    @Test
    void deliverOn_ofAView_theLastOneCounts_andTheParentIsNotConcerned() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncWrapper onLoop = db.deliverOn(task -> new Thread(task, "former").start())
                    .deliverOn(loop)
                    .labelled("find")
                    .limitedTo("reports", 1);
            AsyncFuture<String> views = onLoop.call(gate.callable("row"));
            AsyncFuture<String> parents = db.call(gate.callable("row"));
            AsyncFuture<String> one = views.thenApply(row -> here());
            AsyncFuture<String> other = parents.thenApply(row -> here());
            gate.releaseAll();
            assertThat(one.get()).isEqualTo("loop");
            assertThat(other.get()).isNotIn("loop", "former");
            assertThat(views.defaultExecutor()).isSameAs(one.defaultExecutor());
            CompletableFuture<String> direct = new CompletableFuture<>();
            views.defaultExecutor().execute(() -> direct.complete(here()));
            assertThat(direct.get()).isEqualTo("loop");
        }
    }

    @Test
    void callback_theExecutorRefuses_runsOnTheCarrierAndThisIsLoggedOnce() throws Exception {
        RejectedExecutionException refusal = new RejectedExecutionException("the loop is over");
        Executor refusing = task -> {
            throw refusal;
        };
        try (Logged log = Logged.start();
                AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncWrapper onLoop = db.deliverOn(refusing);
            for (int i = 0; i < 10; i++) {
                AsyncFuture<String> call = onLoop.call(() -> "row");
                assertThat(call.thenApply(row -> here()).get()).startsWith("db-");
                assertThat(call.thenApplyAsync(row -> here()).get()).startsWith("db-");
            }
            assertThat(log.count(line -> line.hasThrown(refusal))).isEqualTo(1);
        }
    }

    /** Race 25, and the nastiest of executors: it takes the task, runs it, and throws. */
    @Test
    void callback_theExecutorTakesItAndThrows_runsOnce() throws Exception {
        int rounds = 2_000;
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger turn = new AtomicInteger();
        Executor nasty = task -> {
            int kind = turn.getAndIncrement() % 3;
            if (kind == 0) {
                loop.execute(task);
            } else if (kind == 1) {
                task.run();
            }
            throw new RejectedExecutionException("perhaps not");
        };
        try (AsyncWrapper db = AsyncWrapper.builder("db", 2).maxPending(rounds).build()) {
            AsyncWrapper onLoop = db.deliverOn(nasty);
            List<AsyncFuture<Integer>> callbacks = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                callbacks.add(onLoop.call(() -> "row").thenApply(row -> ran.incrementAndGet()));
            }
            callbacks.forEach(AsyncFuture::join);
        }
        loop.submit(() -> {}).get(); // behind all that came to it
        assertThat(ran).hasValue(rounds);
    }

    /** Race 25: the executor is shut down while callbacks are registered and outcomes come. */
    @OnEveryCarrier
    void callback_theExecutorIsShutDownMeanwhile_isNeitherLostNorRunTwice(Carried carried) {
        int rounds = 3_000;
        AtomicInteger ran = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(2, options -> options.maxPending(rounds))) {
            AsyncWrapper onLoop = db.deliverOn(loop);
            List<AsyncFuture<Integer>> callbacks = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                if (i == rounds / 2) {
                    loop.shutdown(); // runs what it has, and refuses the rest
                }
                callbacks.add(onLoop.call(() -> "row").thenApply(row -> ran.incrementAndGet()));
            }
            callbacks.forEach(AsyncFuture::join);
        }
        assertThat(ran).hasValue(rounds);
    }

    /** Law 14. */
    @Test
    void chain_ofManyStagesOnADirectExecutor_doesNotDeepenTheStack() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Integer> last = db.deliverOn(Runnable::run).call(gate.callable(0));
            for (int i = 0; i < 100_000; i++) {
                last = last.thenApply(count -> count + 1);
            }
            gate.release();
            assertThat(last.get()).isEqualTo(100_000);
        }
    }

    @Test
    void chain_ofManyStagesOnTheLoop_runsThroughIt() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Integer> last = db.deliverOn(loop).call(gate.callable(0));
            for (int i = 0; i < 100_000; i++) {
                last = last.thenApply(count -> count + (here().equals("loop") ? 1 : 0));
            }
            gate.release();
            assertThat(last.get()).isEqualTo(100_000);
        }
    }
}

package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The source of items, and what both sources have in common. */
class SourceTest {

    private static void countTo(int end, Consumer<Integer> out) {
        for (int i = 1; i <= end; i++) {
            out.accept(i);
        }
    }

    @OnEveryCarrier
    void subscribe_theWriterRunsOnce_andEverythingComesInOrderThenTheEnd(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            Flow.Publisher<Integer> source = db.source(out -> countTo(1_000, out));
            assertThat(db.stats().submitted()).as("cold").isZero();
            Collecting<Integer> subscriber = new Collecting<>(Long.MAX_VALUE);
            source.subscribe(subscriber);
            assertThat(subscriber.ended.join())
                    .hasSize(1_000)
                    .startsWith(1, 2, 3)
                    .endsWith(1_000);
            assertThat(subscriber.wrong()).isNull();
            assertThat(db.stats().submitted()).isEqualTo(1);
        }
    }

    @Test
    void subscribe_again_isRefusedByASignal() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            Flow.Publisher<Integer> source = db.source(out -> countTo(1, out));
            Collecting<Integer> first = new Collecting<>(1);
            Collecting<Integer> second = new Collecting<>(1);
            source.subscribe(first);
            source.subscribe(second);
            assertThat(Failures.of(second.ended))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("db - this publisher has had its subscriber");
            assertThat(second.wrong()).isNull();
            assertThat(first.ended.join()).containsExactly(1);
            assertThat(db.stats().submitted()).isEqualTo(1);
            assertThatThrownBy(() -> source.subscribe(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("subscriber");
            assertThatThrownBy(() -> db.source(null)).hasMessage("writer");
            assertThatThrownBy(() -> db.byteSource(null)).hasMessage("writer");
            assertThatThrownBy(() -> db.source(out -> {}, 0)).hasMessage("window must be at least 1, was 0");
            assertThatThrownBy(() -> db.byteSource(out -> {}, 0)).hasMessage("windowBytes must be at least 1, was 0");
        }
    }

    @OnEveryCarrier
    void writer_isAheadByAWindow_andThenWaitsForDemand(Carried carried) {
        CompletableFuture<Thread> writer = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1)) {
            Flow.Publisher<Integer> source = db.source(
                    out -> {
                        writer.complete(Thread.currentThread());
                        countTo(10, out);
                    },
                    3);
            Collecting<Integer> subscriber = new Collecting<>(0);
            source.subscribe(subscriber);
            Spin.untilParked(writer.join());
            Spin.until(() -> subscriber.subscription().toString().contains("waiting=3/3 items"));
            assertThat(subscriber.subscription()).hasToString("source db (delivered=0, waiting=3/3 items, demand=0)");
            subscriber.subscription().request(2);
            Spin.until(() -> subscriber.subscription().toString().contains("delivered=2, waiting=3/3"));
            subscriber.subscription().request(8);
            assertThat(subscriber.ended.join()).hasSize(10);
        }
    }

    /** Neither on the writer's thread nor in its slot: the writer is still on it. */
    @OnEveryCarrier
    void signals_comeBesideTheWriter_andUnderDeliverOnOnItsExecutor(Carried carried) {
        ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            for (boolean on : new boolean[] {true, false}) {
                AtomicReference<Thread> writer = new AtomicReference<>();
                AsyncWrapper view = on ? db.deliverOn(loop) : db;
                Collecting<Integer> subscriber = new Collecting<>(Long.MAX_VALUE);
                Flow.Publisher<Integer> source = view.source(out -> {
                    writer.set(Thread.currentThread());
                    countTo(3, out);
                    gate.pass();
                });
                source.subscribe(subscriber);
                Spin.until(() -> subscriber.items.size() == 3);
                gate.release();
                subscriber.ended.join();
                assertThat(subscriber.threads).doesNotContain(writer.get());
                if (on) {
                    assertThat(subscriber.threads).extracting(Thread::getName).containsOnly("loop");
                }
            }
        } finally {
            loop.shutdown();
        }
    }

    @Test
    void signals_carryTheContextOfTheSubscribingThread() {
        MDC.put("user", "ada");
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            CompletableFuture<String> seen = new CompletableFuture<>();
            Flow.Publisher<String> source = db.source(out -> out.accept(MDC.get("user")));
            source.subscribe(new Collecting<>(1) {
                @Override
                void got(String item) {
                    seen.complete(item + " " + MDC.get("user"));
                }
            });
            assertThat(seen.join()).isEqualTo("ada ada");
        } finally {
            MDC.clear();
        }
    }

    @OnEveryCarrier
    void writerThrows_whatItWroteComesFirst(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            IOException cause = new IOException("disk");
            Flow.Publisher<Integer> source = db.source(out -> {
                countTo(3, out);
                throw cause;
            });
            Collecting<Integer> subscriber = new Collecting<>(2);
            source.subscribe(subscriber);
            Spin.until(() -> subscriber.items.size() == 2 && db.stats().failed() == 1);
            assertThat(subscriber.ended).isNotDone();
            subscriber.subscription().request(1);
            assertThat(Failures.of(subscriber.ended)).isSameAs(cause);
            assertThat(subscriber.items).containsExactly(1, 2, 3);
        }
    }

    @OnEveryCarrier
    void timeout_whatWasWrittenComesFirst_andTheNextWriteThrows(Carried carried) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Duration hour = Duration.ofHours(1);
        DeterministicCarrier time =
                DeterministicCarrier.real(); // the deadline must not come before the writer has written
        try (AsyncWrapper db = carried.wrapper(1, time);
                Gate gate = Gate.create().ignoreInterrupts()) {
            Flow.Publisher<Integer> source = db.within(hour).source(out -> {
                countTo(2, out);
                gate.pass();
                try {
                    out.accept(3);
                } catch (Throwable refused) {
                    thrown.complete(refused);
                }
            });
            Collecting<Integer> subscriber = new Collecting<>(1);
            source.subscribe(subscriber);
            gate.awaitEntered(1);
            time.advance(hour.plusMillis(10));
            assertThat(db.stats().timedOut()).isEqualTo(1);
            assertThat(subscriber.ended).isNotDone();
            subscriber.subscription().request(1);
            assertThat(Failures.of(subscriber.ended)).isInstanceOf(AsyncTimeoutException.class);
            assertThat(subscriber.items).containsExactly(1, 2);
            gate.release();
            assertThat(thrown.join())
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("the call has ended");
        }
    }

    @OnEveryCarrier
    void close_whatWasNotDeliveredIsDropped(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(1);
        try (Gate gate = Gate.create()) {
            Flow.Publisher<Integer> source = db.source(out -> {
                countTo(2, out);
                gate.pass();
            });
            Collecting<Integer> subscriber = new Collecting<>(1);
            source.subscribe(subscriber);
            gate.awaitEntered(1);
            Spin.until(() -> subscriber.items.size() == 1);
            db.close(Duration.ZERO);
            assertThat(Failures.of(subscriber.ended)).isInstanceOf(CancellationException.class);
            assertThat(subscriber.items).containsExactly(1);
            Collecting<Integer> late = new Collecting<>(1);
            Flow.Publisher<Integer> refused = db.source(out -> countTo(1, out));
            refused.subscribe(late);
            assertThat(Failures.of(late.ended)).isInstanceOf(AsyncRejectedException.class);
            assertThat(late.wrong()).isNull();
        }
    }

    /** Without an interrupt: the next item tells the writer. */
    @OnEveryCarrier
    void cancel_underUninterruptible_theNextWriteThrows(Carried carried) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            Flow.Publisher<Integer> source = db.uninterruptible().source(out -> {
                countTo(1, out);
                gate.pass();
                try {
                    countTo(1, out);
                } catch (Throwable refused) {
                    thrown.complete(refused);
                    throw refused;
                }
            });
            Collecting<Integer> subscriber = new Collecting<>(5);
            source.subscribe(subscriber);
            gate.awaitEntered(1);
            subscriber.subscription().cancel();
            subscriber.subscription().cancel();
            subscriber.subscription().request(-1);
            gate.release();
            assertThat(thrown.join()).isInstanceOf(CancellationException.class).hasMessageContaining("cancelled");
            assertThat(subscriber.ended).isNotDone();
        }
    }

    @Test
    void cancel_ofAWriterThatWaitsForDemand_interruptsIt() {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            Flow.Publisher<Integer> source = db.source(
                    out -> {
                        try {
                            countTo(2, out);
                        } catch (CancellationException cancelled) {
                            flag.complete(Thread.currentThread().isInterrupted());
                            throw cancelled;
                        }
                    },
                    1);
            Collecting<Integer> subscriber = new Collecting<>(0);
            source.subscribe(subscriber);
            Spin.until(() -> subscriber.subscription().toString().contains("waiting=1/1"));
            subscriber.subscription().cancel();
            assertThat(flag).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @OnEveryCarrier
    void badRequest_isToldByItsNumber_andEndsTheWriter(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            Flow.Publisher<Integer> source = db.source(out -> countTo(Integer.MAX_VALUE, out));
            Collecting<Integer> subscriber = new Collecting<>(1);
            source.subscribe(subscriber);
            Spin.until(() -> subscriber.items.size() == 1);
            subscriber.subscription().request(-7);
            assertThat(Failures.of(subscriber.ended))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("db - request(-7): the number must be positive (rule 3.9 of Reactive Streams)");
            Spin.until(() -> db.stats().running() == 0);
            assertThat(db.stats().cancelled()).isEqualTo(1);
        }
    }

    @Test
    void subscriberThatThrows_isCancelled_andThatIsLoggedOnce() {
        IllegalStateException own = new IllegalStateException("the subscriber's own");
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Logged logged = Logged.start()) {
            Flow.Publisher<Integer> source = db.source(out -> countTo(Integer.MAX_VALUE, out));
            Collecting<Integer> subscriber = new Collecting<>(100) {
                @Override
                void got(Integer item) {
                    throw own;
                }
            };
            source.subscribe(subscriber);
            Spin.until(() -> db.stats().cancelled() == 1);
            logged.await(line -> line.hasThrown(own) && line.says("threw from onNext"));
            assertThat(logged.count(line -> line.hasThrown(own))).isEqualTo(1);
            assertThat(subscriber.items).containsExactly(1);
        }
    }

    /** A writer that swallows what stopped it has not written everything: that must not look like the end. */
    @Test
    void writerThatGoesOnAfterAnItemWasNotTaken_endsInOnError() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            Flow.Publisher<Integer> source = db.source(
                    out -> {
                        out.accept(1);
                        Thread.currentThread().interrupt();
                        assertThatThrownBy(() -> out.accept(2)).isInstanceOf(CancellationException.class);
                        assertThat(Thread.interrupted()).isTrue();
                    },
                    1);
            Collecting<Integer> subscriber = new Collecting<>(0);
            source.subscribe(subscriber);
            Spin.until(() -> db.stats().failed() == 1);
            subscriber.subscription().request(9);
            assertThat(Failures.of(subscriber.ended))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("as if nothing were missing");
            assertThat(subscriber.items).containsExactly(1);
        }
    }

    @Test
    void consumer_afterTheWriterHasReturned_throws() {
        CompletableFuture<Consumer<Integer>> kept = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            Flow.Publisher<Integer> source = db.source(out -> {
                kept.complete(out);
                assertThatThrownBy(() -> out.accept(null))
                        .isInstanceOf(NullPointerException.class)
                        .hasMessage("item");
            });
            Collecting<Integer> subscriber = new Collecting<>(1);
            source.subscribe(subscriber);
            assertThat(subscriber.ended.join()).isEmpty();
            assertThatThrownBy(() -> kept.join().accept(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("db - the writer has returned, its end is closed");
        }
    }

    /** Requests from inside onNext do not go deeper and deeper. */
    @Test
    void request_fromInsideOnNext_doesNotRecurse() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            for (AsyncWrapper view : List.of(db, db.deliverOn(Runnable::run))) {
                Flow.Publisher<Integer> source = view.source(out -> countTo(20_000, out));
                Collecting<Integer> subscriber = new Collecting<>(1) {
                    @Override
                    void got(Integer item) {
                        items.clear();
                        subscription().request(1);
                    }
                };
                source.subscribe(subscriber);
                subscriber.ended.join();
                assertThat(subscriber.wrong()).isNull();
            }
        }
    }

    @Test
    void flagThatASignalLeaves_doesNotReachTheNextOne() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            List<Boolean> flags = new CopyOnWriteArrayList<>();
            Flow.Publisher<Integer> source = db.source(out -> countTo(3, out));
            Collecting<Integer> subscriber = new Collecting<>(3) {
                @Override
                void got(Integer item) {
                    flags.add(Thread.currentThread().isInterrupted());
                    Thread.currentThread().interrupt();
                }
            };
            source.subscribe(subscriber);
            subscriber.ended.join();
            assertThat(flags).containsExactly(false, false, false);
        }
    }

    @Test
    void callerRuns_onAFullWrapper_endsInOnErrorInsteadOfWaitingForItself() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.callerRuns())
                        .build();
                Gate gate = Gate.create()) {
            db.run(gate::pass);
            gate.awaitEntered(1);
            Flow.Publisher<Integer> source = db.source(out -> countTo(1_000, out));
            Collecting<Integer> subscriber = new Collecting<>(0);
            source.subscribe(subscriber);
            assertThat(Failures.of(subscriber.ended)).isInstanceOf(IllegalStateException.class);
        }
    }
}

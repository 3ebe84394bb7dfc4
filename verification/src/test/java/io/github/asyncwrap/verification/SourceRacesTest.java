package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncWrapper;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sources whose ends meet: nobody is left waiting, and no signal is lost. */
class SourceRacesTest {
    private static final int ROUNDS = 2_000;

    private final Duel duel = new Duel();

    @AfterEach
    void end() {
        duel.close();
    }

    /** Nobody interrupts the writer: it must notice by itself, whether it waits for room or is about to write. */
    @Test
    void cancel_againstWrite_endsTheWriter() throws Exception {
        try (AsyncWrapper db = Carried.GIVEN.wrapper(1)) {
            AsyncWrapper polite = db.uninterruptible();
            for (int round = 0; round < ROUNDS; round++) {
                AtomicBoolean began = new AtomicBoolean();
                CompletableFuture<Throwable> end = new CompletableFuture<>();
                Collecting<Integer> subscriber = new Collecting<>(round % 4);
                Flow.Publisher<Integer> source = polite.source(
                        out -> {
                            began.set(true);
                            try {
                                for (int i = 0; ; i++) {
                                    out.accept(i);
                                }
                            } catch (Throwable thrown) {
                                end.complete(thrown);
                                throw thrown;
                            }
                        },
                        1);
                source.subscribe(subscriber);
                Flow.Subscription subscription = subscriber.subscription();
                duel.meet(
                        () -> {
                            subscription.cancel();
                            return null;
                        },
                        () -> {
                            subscription.request(2);
                            return null;
                        });
                long giveUp = System.nanoTime() + SECONDS.toNanos(Duel.PATIENCE_SECONDS);
                Spin.until(() -> db.stats().running() == 0 || System.nanoTime() > giveUp);
                assertThat(db.stats().running())
                        .as("writers, in round %s", round)
                        .isZero();
                if (began.get()) {
                    assertThat(end).as("round %s", round).isDone();
                    assertThat(end.join()).isInstanceOf(CancellationException.class);
                }
                assertThat(subscriber.wrong()).isNull();
                assertThat(subscriber.ended).isNotDone();
            }
        }
    }

    @Test
    void request_againstTheWritersEnd_losesNoSignal() throws Exception {
        try (AsyncWrapper db = Carried.GIVEN.wrapper(1)) {
            for (int round = 0; round < ROUNDS; round++) {
                CountDownLatch go = new CountDownLatch(1); // a gate's lock would come between the two
                Collecting<Integer> subscriber = new Collecting<>(0);
                Flow.Publisher<Integer> source = db.source(out -> {
                    out.accept(1);
                    out.accept(2);
                    go.await();
                    out.accept(3);
                });
                source.subscribe(subscriber);
                Flow.Subscription subscription = subscriber.subscription();
                if (round % 3 > 0) {
                    subscription.request(round % 3);
                }
                duel.meet(
                        () -> {
                            go.countDown();
                            return null;
                        },
                        () -> {
                            subscription.request(1);
                            subscription.request(2);
                            return null;
                        });
                assertThat(subscriber.ended.get(Duel.PATIENCE_SECONDS, SECONDS))
                        .as("round %s", round)
                        .isEqualTo(List.of(1, 2, 3));
                assertThat(subscriber.wrong()).isNull();
            }
        }
    }
}

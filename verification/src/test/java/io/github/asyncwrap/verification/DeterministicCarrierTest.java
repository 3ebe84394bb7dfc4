package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread, virtual time, an order from a seed. */
@Timeout(10)
class DeterministicCarrierTest {

    private static AsyncWrapper wrapper(DeterministicCarrier carrier, int limit) {
        return AsyncWrapper.builder("db", limit).carrier(carrier).build();
    }

    @Test
    void bodies_runOnTheThreadThatWaits() {
        try (AsyncWrapper db = wrapper(new DeterministicCarrier(1), 2)) {
            Thread here = Thread.currentThread();
            assertThat(db.call(Thread::currentThread).join()).isSameAs(here);
            assertThat(db.call(() -> 1)
                            .thenApplyAsync(row -> Thread.currentThread())
                            .join())
                    .isSameAs(here);
        }
    }

    @Test
    void sameSeed_sameOrder_andOthersOthers() {
        Set<List<Integer>> orders = new HashSet<>();
        for (long seed : LongStream.range(0, 20).toArray()) {
            List<Integer> order = order(seed);
            assertThat(order(seed)).isEqualTo(order);
            orders.add(order);
        }
        assertThat(orders.size()).isGreaterThan(1);
    }

    private static List<Integer> order(long seed) {
        List<Integer> order = new ArrayList<>();
        try (AsyncWrapper db = wrapper(new DeterministicCarrier(seed), 3)) {
            List<AsyncFuture<Boolean>> stages = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                stages.add(db.call(() -> order.add(number)).thenApplyAsync(added -> order.add(10 + number)));
            }
            stages.forEach(AsyncFuture::join);
        }
        return order;
    }

    @Test
    void anHour_passesAtOnceAndExactly() {
        DeterministicCarrier carrier = new DeterministicCarrier(1);
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<String> call = db.within(Duration.ofHours(1)).call(() -> {
                while (!Thread.interrupted()) {
                    assertThat(carrier.proceed(Long.MAX_VALUE)).isTrue();
                }
                return "late";
            });
            AsyncTimeoutException timeout = (AsyncTimeoutException) Failures.of(call);
            assertThat(timeout.ran())
                    .isBetween(Duration.ofHours(1), Duration.ofHours(1).plusMillis(10));
            assertThat(carrier.nanoTime())
                    .isLessThan(Duration.ofHours(1).plusMillis(20).toNanos());
        }
    }

    @Test
    void timedGet_ofWhatTakesLonger_givesUpInVirtualTime() {
        DeterministicCarrier carrier = new DeterministicCarrier(1);
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<Object> outer = db.call(() -> {
                AsyncFuture<String> pending = db.within(Duration.ofHours(1)).call(() -> "row");
                assertThatThrownBy(() -> pending.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
                assertThat(carrier.nanoTime()).isBetween(1_000_000_000L, 2_000_000_000L);
                return "row";
            });
            assertThat(outer.join()).isEqualTo("row");
        }
    }

    @Test
    void close_withItsOnlySlotTaken_cutsOffInVirtualTime() {
        DeterministicCarrier carrier = new DeterministicCarrier(1);
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<Object> outer = db.call(() -> {
                AsyncFuture<String> pending = db.call(() -> "row");
                CloseReport report = db.close(Duration.ofSeconds(1));
                assertThat(report.cancelled()).isEqualTo(1);
                assertThat(Failures.of(pending)).isInstanceOf(CancellationException.class);
                return "row";
            });
            assertThat(outer.join()).isEqualTo("row");
        }
    }
}

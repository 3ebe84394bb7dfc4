package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

/** {@code map} and the forms of {@code mapping} that give a publisher. */
@Timeout(20)
class MappingPublisherTest {
    /** Sends inside {@code request}, in the thread that asks. */
    static Flow.Publisher<Integer> synchronous(int count) {
        return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private int next;
            private boolean cancelled;
            private boolean sending;
            private long wanted;

            @Override
            public void request(long more) {
                wanted += more;
                if (sending) {
                    return;
                }
                sending = true;
                for (; wanted > 0 && next < count && !cancelled; wanted--) {
                    subscriber.onNext(next++);
                }
                sending = false;
                if (next == count && !cancelled) {
                    cancelled = true;
                    subscriber.onComplete();
                }
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        });
    }

    @OnEveryCarrier
    void map_ofManyElements_givesTheResultsInOrder(Carried carried) {
        for (int limit : List.of(1, 3)) {
            try (AsyncWrapper db = carried.wrapper(limit)) {
                Received<Integer> received = Received.of(db.map(synchronous(5_000), i -> 2 * i), Long.MAX_VALUE);
                assertThat(received.awaitEnd()).isNull();
                assertThat(received.items)
                        .isEqualTo(IntStream.range(0, 5_000)
                                .map(i -> 2 * i)
                                .boxed()
                                .toList());
                assertThat(received.violation).isNull();
            }
        }
    }

    @Test
    void publish_ofAnIterable_givesEachSubscriberAllOfIt() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 3)) {
            Flow.Publisher<Integer> publisher = db.mapping((Integer i) -> -i).publish(MappingTest.upTo(1_000));
            List<Received<Integer>> all = Stream.generate(() -> Received.of(publisher, 1_000))
                    .limit(3)
                    .toList();
            for (Received<Integer> received : all) {
                assertThat(received.awaitEnd()).isNull();
                assertThat(received.items)
                        .isEqualTo(
                                IntStream.range(0, 1_000).map(i -> -i).boxed().toList());
            }
        }
    }

    @Test
    void source_beforeTheFirstRequest_isLeftAlone_andThenAWindowAhead() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            AtomicInteger pulled = new AtomicInteger();
            Flow.Publisher<Integer> publisher = db.mapping((Integer i) -> i)
                    .window(5)
                    .publish(() -> IntStream.generate(pulled::incrementAndGet).iterator());
            Received<Integer> received = Received.of(publisher, 0);
            Flow.Subscription subscription = received.awaitSubscription();
            db.call(() -> "something").join();
            assertThat(pulled.get()).isZero();
            subscription.request(3);
            received.awaitCount(3);
            Spin.until(() -> pulled.get() == 8);
            MappingTest.awaitRest(db);
            assertThat(pulled.get()).isEqualTo(8);
            assertThat(received.count).isEqualTo(3);
            subscription.cancel();
        }
    }

    @Test
    void upstream_isAskedForWhatIsFreeOfTheWindow() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 4);
                Gate gate = Gate.create()) {
            Hand hand = new Hand();
            Received<String> received = Received.of(
                    db.mapping((Integer i) -> gate.callable("row").call())
                            .window(4)
                            .publish(hand),
                    2);
            hand.awaitRequested(4);
            for (int i = 0; i < 4; i++) {
                hand.to().onNext(i);
            }
            gate.awaitEntered(4);
            assertThat(hand.requested.get()).isEqualTo(4);
            gate.releaseAll();
            received.awaitCount(2);
            hand.awaitRequested(6); // two are where they belong, two wait for a request
            received.awaitSubscription().request(10);
            hand.awaitRequested(8);
            hand.to().onComplete();
            assertThat(received.awaitEnd()).isNull();
            assertThat(received.items).hasSize(4);
            assertThat(hand.cancels.get()).isZero();
        }
    }

    @Test
    void upstream_thatSendsMoreThanItWasAskedFor_isCancelled() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            Hand hand = new Hand();
            Received<String> received = Received.of(
                    db.mapping((Integer i) -> gate.callable("row").call())
                            .window(2)
                            .publish(hand),
                    10);
            hand.awaitRequested(2);
            for (int i = 0; i < 3; i++) {
                hand.to().onNext(i);
            }
            assertThat(received.awaitEnd())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("1.1");
            Spin.until(() -> hand.cancels.get() == 1);
        }
    }

    @Test
    void unordered_elementThatTakesLong_holdsUpNoOther() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            Received<Integer> received = Received.of(
                    db.mapping((Integer i) -> {
                                if (i == 0) {
                                    gate.callable("row").call();
                                }
                                return i;
                            })
                            .unordered()
                            .publish(MappingTest.upTo(100)),
                    100);
            received.awaitCount(99);
            gate.release();
            assertThat(received.awaitEnd()).isNull();
            assertThat(received.items).hasSize(100).endsWith(0);
        }
    }

    @Test
    void ordered_elementThatTakesLong_keepsTheWindow() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AtomicInteger pulled = new AtomicInteger();
            Received<Integer> received = Received.of(
                    db.mapping((Integer i) -> {
                                if (i == 1) {
                                    gate.callable("row").call();
                                }
                                return i;
                            })
                            .window(3)
                            .publish(() ->
                                    IntStream.generate(pulled::incrementAndGet).iterator()),
                    Long.MAX_VALUE);
            gate.awaitEntered(1);
            Spin.until(() ->
                    pulled.get() == 3 && db.stats().running() == 1 && db.stats().pending() == 0);
            assertThat(received.count).isZero();
            gate.releaseAll();
            received.awaitCount(100);
            received.awaitSubscription().cancel();
            assertThat(received.items.subList(0, 100))
                    .isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
        }
    }

    @Test
    void signals_arriveOnDeliveryThreads_inTheContextOfTheSubscription() {
        ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            MDC.put("user", "me");
            for (AsyncWrapper view : List.of(db, db.deliverOn(loop), db.deliverOn(Runnable::run))) {
                AtomicBoolean foreign = new AtomicBoolean();
                Received<Integer> received = new Received<>(100) {
                    @Override
                    void onItem(Integer item) {
                        foreign.compareAndSet(false, !"me".equals(MDC.get("user")));
                    }
                };
                view.map(synchronous(100), i -> i).subscribe(received);
                assertThat(received.awaitEnd()).isNull();
                assertThat(received.items).hasSize(100);
                assertThat(foreign).isFalse();
                if (view == db) {
                    assertThat(received.threads)
                            .allMatch(thread -> thread.getName().startsWith("db-"));
                } else if (received.threads.get(0).getName().equals("loop")) {
                    assertThat(received.threads)
                            .allMatch(thread -> thread.getName().equals("loop"));
                }
            }
        } finally {
            MDC.clear();
            loop.shutdown();
        }
    }

    @Test
    void slowSubscriber_holdsNoSlot() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            Received<Integer> received = new Received<>(10) {
                @Override
                void onItem(Integer item) {
                    MappingTest.gatePassed(gate);
                }
            };
            db.mapping((Integer i) -> i).publish(MappingTest.upTo(2)).subscribe(received);
            for (int i = 1; i <= 2; i++) {
                Spin.until(() -> gate.inside() == 1);
                assertThat(db.call(() -> "other").join()).isEqualTo("other");
                gate.release();
            }
            assertThat(received.awaitEnd()).isNull();
        }
    }

    @Test
    void processor_betweenTwo_mapsForOneSubscriber() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            Flow.Processor<Integer, Integer> processor =
                    db.mapping((Integer i) -> 2 * i).processor();
            Received<Integer> received;
            Received<Integer> second;
            try (SubmissionPublisher<Integer> front = new SubmissionPublisher<>()) {
                front.subscribe(processor);
                received = Received.of(processor, 1_000);
                second = Received.of(processor, 1_000);
                IntStream.range(0, 1_000).forEach(front::submit);
            }
            assertThat(received.awaitEnd()).isNull();
            assertThat(received.items)
                    .isEqualTo(IntStream.range(0, 1_000).map(i -> 2 * i).boxed().toList());
            assertThat(second.awaitEnd()).isInstanceOf(IllegalStateException.class);
            assertThat(second.violation).isNull();
            Hand late = new Hand();
            late.subscribe(processor); // it has one already
            Spin.until(() -> late.cancels.get() == 1);
        }
    }

    @Test
    void processor_whosePublisherCameAndWentFirst_tellsItsSubscriber() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            Flow.Processor<Integer, Integer> processor =
                    db.mapping((Integer i) -> i).processor();
            Hand hand = new Hand();
            hand.subscribe(processor);
            assertThat(hand.requested.get()).isZero();
            IOException failure = new IOException("no rows");
            hand.to().onError(failure);
            assertThat(Received.of(processor, 1).awaitEnd()).isSameAs(failure);
            assertThatNullPointerException().isThrownBy(() -> processor.onNext(null));
            assertThatNullPointerException().isThrownBy(() -> processor.onError(null));
            assertThatNullPointerException().isThrownBy(() -> processor.onSubscribe(null));
            assertThatNullPointerException().isThrownBy(() -> processor.subscribe(null));
        }
    }

    /** On whatever thread, a source that sends inside request and a subscriber that asks for one at a time. */
    @Test
    void oneAtATime_overManyElements_doesNotNest() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            Received<Integer> received = new Received<>(1) {
                @Override
                void onItem(Integer item) {
                    awaitSubscription().request(1);
                }
            };
            db.map(synchronous(200_000), (Integer i) -> i).subscribe(received);
            assertThat(received.awaitEnd()).isNull();
            assertThat(received.items).hasSize(200_000);
            assertThat(received.violation).isNull();
        }
    }
}

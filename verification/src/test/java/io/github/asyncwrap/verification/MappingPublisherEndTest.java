package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Outcome;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How mappings for subscribers end. */
@Timeout(20)
class MappingPublisherEndTest {
    @Test
    void failureOfAnElement_isTheEndAtOnce() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            IOException failure = new IOException("row 1");
            Hand hand = new Hand();
            Received<String> received = Received.of(
                    db.map(hand, i -> {
                        if (i == 1) {
                            gate.awaitEntered(1);
                            throw failure;
                        }
                        return gate.callable("row").call();
                    }),
                    10);
            hand.awaitRequested(4);
            hand.to().onNext(0);
            hand.to().onNext(1);
            assertThat(received.awaitEnd()).isSameAs(failure);
            assertThat(received.items).isEmpty();
            Spin.until(() -> hand.cancels.get() == 1 && gate.interruptions() == 1);
            hand.to().onNext(2); // it may not have known
            assertThat(received.violation).isNull();
        }
    }

    @Test
    void failureOfTheSource_comesAfterTheResultsOfWhatWasBeforeIt() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            IOException failure = new IOException("no more rows");
            Hand hand = new Hand();
            Received<String> received =
                    Received.of(db.map(hand, i -> gate.callable("row").call()), 1);
            hand.awaitRequested(4);
            hand.to().onNext(0);
            hand.to().onNext(1);
            gate.awaitEntered(2);
            hand.to().onError(failure);
            assertThat(received.end).isNotDone();
            gate.releaseAll();
            received.awaitCount(1);
            assertThat(received.end).isNotDone();
            received.awaitSubscription().request(1);
            assertThat(received.awaitEnd()).isSameAs(failure);
            assertThat(received.items).containsExactly("row", "row");
            assertThat(hand.cancels.get()).isZero();

            IllegalStateException broken = new IllegalStateException("broken");
            Received<Integer> pulled = Received.of(
                    db.mapping((Integer i) -> i)
                            .publish(() -> Stream.of(1, 2, 3)
                                    .peek(i -> {
                                        if (i == 3) {
                                            throw broken;
                                        }
                                    })
                                    .iterator()),
                    10);
            assertThat(pulled.awaitEnd()).isSameAs(broken);
            assertThat(pulled.items).containsExactly(1, 2);
        }
    }

    @Test
    void upstreamsEnd_withoutAnyDemand_arrives() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            Hand failing = new Hand();
            Received<Integer> failed = Received.of(db.map(failing, i -> i), 0);
            IOException failure = new IOException("no rows");
            failing.to().onError(failure);
            assertThat(failed.awaitEnd()).isSameAs(failure);
            Hand empty = new Hand();
            Received<Integer> completed = Received.of(db.map(empty, i -> i), 0);
            empty.to().onComplete();
            assertThat(completed.awaitEnd()).isNull();
        }
    }

    @Test
    void cancel_ofTheSubscription_endsTheSourceAndWhatIsInFlight() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            Hand hand = new Hand();
            Received<String> received =
                    Received.of(db.map(hand, i -> gate.callable("row").call()), 10);
            hand.awaitRequested(2);
            hand.to().onNext(0);
            hand.to().onNext(1);
            gate.awaitEntered(1);
            received.awaitSubscription().cancel();
            received.awaitSubscription().cancel();
            Spin.until(() -> hand.cancels.get() == 1 && db.stats().running() == 0);
            assertThat(db.stats().pending()).isZero();
            assertThat(gate.entered()).isEqualTo(1);
            hand.to().onNext(2);
            hand.to().onComplete();
            received.awaitSubscription().request(1);
            assertThat(received.end).isNotDone();
            assertThat(received.items).isEmpty();
        }
    }

    @Test
    void request_ofNothing_isAnError() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            Received<Integer> received =
                    Received.of(db.mapping((Integer i) -> i).publish(MappingTest.endless()), 0);
            received.awaitSubscription().request(0);
            assertThat(received.awaitEnd())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("was for 0");
        }
    }

    @Test
    void result_thatIsNull_failsUnlessItIsSettled() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            Received<String> received =
                    Received.of(db.mapping((Integer i) -> i == 2 ? null : "row").publish(MappingTest.upTo(5)), 10);
            assertThat(received.awaitEnd())
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("null for 2");
            Received<Outcome<String>> settled = Received.of(
                    db.<Integer, String>mapping(i -> i == 2 ? null : "row").settled(MappingTest.upTo(5)), 10);
            assertThat(settled.awaitEnd()).isNull();
            assertThat(settled.items).hasSize(5).allMatch(Outcome::isSuccess);
        }
    }

    @Test
    void subscriber_thatThrows_isCancelledAndLoggedOnce() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Logged logged = Logged.start()) {
            IllegalStateException broken = new IllegalStateException("broken subscriber");
            Hand hand = new Hand();
            Received<Integer> received = new Received<>(10) {
                @Override
                void onItem(Integer item) {
                    throw broken;
                }
            };
            db.map(hand, (Integer i) -> i).subscribe(received);
            hand.awaitRequested(2);
            hand.to().onNext(1);
            Spin.until(() -> hand.cancels.get() == 1);
            hand.to().onNext(2);
            db.call(() -> "other").join();
            assertThat(logged.count(line -> line.hasThrown(broken))).isEqualTo(1);
            assertThat(received.items).containsExactly(1);
            assertThat(received.end).isNotDone();
        }
    }

    @Test
    void publisherInFront_thatThrows_isAnError() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            IllegalStateException broken = new IllegalStateException("broken publisher");
            Received<Integer> received = Received.of(
                    db.<Integer, Integer>map(
                            subscriber -> {
                                throw broken;
                            },
                            i -> i),
                    10);
            assertThat(received.awaitEnd()).hasCause(broken);
        }
    }
}

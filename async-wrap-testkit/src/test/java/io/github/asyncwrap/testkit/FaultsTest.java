package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

/** Which requests a fault hits, and what comes of several. */
class FaultsTest {

    private static ArrivedRequest request(long number) {
        return new ArrivedRequest(number, 1, "PUT", "/", Headers.of("X-Slow", "yes"), false);
    }

    private static List<Long> hits(RequestFault fault) {
        return LongStream.rangeClosed(1, 10)
                .filter(number -> fault.hits(request(number)))
                .boxed()
                .toList();
    }

    private static List<Long> hits(ConnectionFault fault) {
        return LongStream.rangeClosed(1, 10).filter(fault::hits).boxed().toList();
    }

    @Test
    void onEvery_unlessTold_hitsAll() {
        assertThat(hits(Faults.resetAfter(1))).hasSize(10);
        assertThat(hits(Faults.resetOnAccept())).hasSize(10);
    }

    @Test
    void byNumber_hitsThese() {
        assertThat(hits(Faults.answer(500).onRequest(3))).containsExactly(3L);
        assertThat(hits(Faults.answer(500).onRequests(3, 5))).containsExactly(3L, 4L, 5L);
        assertThat(hits(Faults.answer(500).onRequests(9, Long.MAX_VALUE))).containsExactly(9L, 10L);
        assertThat(hits(Faults.resetOnAccept().onConnection(2))).containsExactly(2L);
        assertThat(hits(Faults.resetOnAccept().onConnections(2, 3))).containsExactly(2L, 3L);
    }

    @Test
    void byPredicate_hitsWhatItSays() {
        assertThat(hits(Faults.answer(500)
                        .when(request -> request.headers().get("x-slow") != null && request.number() > 8)))
                .containsExactly(9L, 10L);
    }

    @Test
    void choices_several_areAllToBeMet() {
        assertThat(hits(Faults.answer(500).onRequests(3, 5).onRequests(5, 9))).containsExactly(5L);
        assertThat(hits(Faults.resetOnAccept().onConnections(3, 5).onConnections(4, 9)))
                .containsExactly(4L, 5L);
    }

    @Test
    void randomly_sameSeed_hitsTheSameInAnyOrder() {
        RequestFault fault = Faults.answer(500).randomly(0.3, 42);
        List<Long> forwards = LongStream.rangeClosed(1, 1000)
                .filter(number -> fault.hits(request(number)))
                .boxed()
                .toList();
        RequestFault same = Faults.neverAnswer().randomly(0.3, 42);
        List<Long> backwards = LongStream.rangeClosed(1, 1000)
                .map(number -> 1001 - number)
                .filter(number -> same.hits(request(number)))
                .sorted()
                .boxed()
                .toList();

        assertThat(backwards).isEqualTo(forwards);
        assertThat(forwards).hasSizeBetween(250, 350);
        assertThat(hits(Faults.resetOnAccept().randomly(0.3, 42))).isEqualTo(hits(fault));
        assertThat(hits(Faults.answer(500).randomly(0.5, 43)))
                .isNotEqualTo(hits(Faults.answer(500).randomly(0.5, 42)));
    }

    @Test
    void randomly_neverAndAlways_areExact() {
        assertThat(hits(Faults.answer(500).randomly(0, 1))).isEmpty();
        assertThat(hits(Faults.answer(500).randomly(1, 1))).hasSize(10);
    }

    @Test
    void script_ofOneKind_takesTheFirstGiven() throws Exception {
        FaultScript script = new FaultScript(List.of(
                Faults.answer(500).onRequest(2),
                Faults.neverAnswer(),
                Faults.delayAnswer(Duration.ofMillis(5)),
                Faults.corruptAnswer(),
                Faults.truncateAnswer(1)));

        FaultPlan first = script.planFor(request(1));
        assertThat(first.has(FaultAction.NeverAnswer.class)).isTrue();
        assertThat(first.has(FaultAction.OtherAnswer.class)).isFalse();
        assertThat(first.find(FaultAction.DelayHead.class)).isEqualTo(new FaultAction.DelayHead(5_000_000));
        assertThat(first.has(FaultAction.Corrupt.class) && first.has(FaultAction.Truncate.class))
                .isTrue();

        FaultPlan second = script.planFor(request(2));
        assertThat(second.has(FaultAction.NeverAnswer.class)).isFalse();
        assertThat(second.has(FaultAction.OtherAnswer.class)).isTrue();
    }

    @Test
    void script_noneHits_isEmpty() throws Exception {
        assertThat(new FaultScript(List.of(Faults.answer(500).onRequest(2)))
                        .planFor(request(1))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void predicate_thatThrows_isARefusalWithWhatItThrew() {
        Predicate<ArrivedRequest> broken = request -> {
            throw new IllegalStateException("on purpose");
        };
        FaultScript script = new FaultScript(List.of(Faults.answer(503).when(broken)));

        assertThatExceptionOfType(RefusedBody.class)
                .isThrownBy(() -> script.planFor(request(1)))
                .satisfies(refused -> assertThat(refused.status()).startsWith("500"))
                .withMessageContaining("on purpose");
    }

    @Test
    void toString_anyFault_tellsHowItWasMade() {
        assertThat(Faults.resetAfter(4096).onRequest(3)).hasToString("resetAfter(4096).onRequest(3)");
        assertThat(Faults.resetOnAccept().onConnections(1, 2).randomly(0.5, 7))
                .hasToString("resetOnAccept().onConnections(1, 2).randomly(0.5, 7)");
    }

    @Test
    void badArguments_areRefusedByNameAndValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.resetAfter(-1))
                .withMessage("bytes must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.resetStreamAfter(-1))
                .withMessage("bytes must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.truncateAnswer(-1))
                .withMessage("bytes must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.answer(399))
                .withMessage("status must be from 400 to 599: 399");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.answerEarly(600))
                .withMessage("status must be from 400 to 599: 600");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.answer(503, Duration.ofMillis(1500)))
                .withMessage("retryAfter must be whole seconds: PT1.5S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.delayAnswer(Duration.ofMillis(-1)))
                .withMessage("delay must not be negative: PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.throttleRequest(0))
                .withMessage("bytesPerSecond must be from 1 to 4294967296: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.throttleAnswer(1L << 33))
                .withMessage("bytesPerSecond must be from 1 to 4294967296: 8589934592");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.neverAnswer().onRequest(0))
                .withMessageStartingWith("number must be from 1 to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.neverAnswer().onRequests(5, 4))
                .withMessageStartingWith("last must be from 5 to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.resetOnAccept().onConnection(0))
                .withMessageStartingWith("number must be from 1 to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.neverAnswer().randomly(1.5, 1))
                .withMessage("probability must be from 0 to 1: 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.resetOnAccept().randomly(Double.NaN, 1))
                .withMessage("probability must be from 0 to 1: NaN");
    }
}

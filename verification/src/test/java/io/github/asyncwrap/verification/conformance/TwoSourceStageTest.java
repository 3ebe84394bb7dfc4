package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.verification.conformance.Family.Gives;
import io.github.asyncwrap.verification.conformance.Family.RunsOn;
import io.github.asyncwrap.verification.conformance.StageMethod.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods that hang a function on two stages, for every kind and ending of both. */
class TwoSourceStageTest {
    private static final String MADE = "made";

    private enum Order {
        BOTH_ENDED_BEFORE,
        SOURCE_ENDS_FIRST,
        OTHER_ENDS_FIRST
    }

    @ParameterizedTest(name = "{0}, {1} with {2}")
    @MethodSource
    void function_onEveryEndingOfBoth_doesWhatTheJavadocSays(StageMethod method, Subject subject, OtherStage other) {
        Cases cases = new Cases(method, subject, other);
        for (Ending ending : Ending.values()) {
            for (Ending otherEnding : Ending.values()) {
                for (Order order : Order.values()) {
                    cases.add(
                            ending + " and " + otherEnding + ", " + order,
                            () -> check(method, subject, other, ending, otherEnding, order));
                }
            }
        }
        cases.add("a function that throws", () -> checkThrowing(method, subject, other));
        cases.check();
    }

    static Stream<Arguments> function_onEveryEndingOfBoth_doesWhatTheJavadocSays() {
        return StageMethod.ofTwoSources()
                .flatMap(method -> Stream.of(Subject.JDK, Subject.PROMISE, Subject.RUNNING_CALL)
                        .flatMap(subject ->
                                Stream.of(OtherStage.values()).map(other -> Arguments.of(method, subject, other))));
    }

    private static void check(
            StageMethod method, Subject subject, OtherStage other, Ending ending, Ending otherEnding, Order order)
            throws InterruptedException {
        Probe function = new Probe(() -> MADE);
        OtherStage.Open second = other.open();
        try (Source<String> source = subject.open()) {
            if (order == Order.BOTH_ENDED_BEFORE) {
                source.endNow(ending);
                second.end(otherEnding);
            }
            CompletionStage<?> stage = method.on(source.future, second.stage(), function, NamedThread.EXECUTOR);
            Ending first = order == Order.OTHER_ENDS_FIRST ? otherEnding : ending;
            if (order == Order.OTHER_ENDS_FIRST) {
                second.end(otherEnding);
            } else if (order == Order.SOURCE_ENDS_FIRST) {
                source.endNow(ending);
            }
            boolean onTheFirst = method.family().runsOn == RunsOn.EITHER && first == Ending.VALUE;
            Outcome early = onTheFirst ? Outcome.of(stage) : null;
            if (method.family().runsOn == RunsOn.BOTH && first == Ending.VALUE && order != Order.BOTH_ENDED_BEFORE) {
                assertThat(stage.toCompletableFuture()).isNotDone();
            }
            second.end(otherEnding);
            source.end(ending);
            Outcome got = Outcome.of(stage);
            Outcome one = Outcome.of(source.future);
            Outcome two = Outcome.of(second.future());

            assertThat(stage instanceof AsyncFuture).isEqualTo(subject.isOurs());
            if (early != null) {
                assertThat(got).isEqualTo(early);
            }
            if (order != Order.BOTH_ENDED_BEFORE && onTheFirst) {
                two = order == Order.OTHER_ENDS_FIRST ? two : one; // the other one came too late
                one = two;
            }
            checkOutcome(method.family(), function, got, one, two);
            if (function.runs() > 0 && (method.mode() != Mode.PLAIN || order == Order.BOTH_ENDED_BEFORE)) {
                NamedThread.check(function.thread(), method.mode(), subject.isOurs(), false);
            }
        }
    }

    private static void checkThrowing(StageMethod method, Subject subject, OtherStage other)
            throws InterruptedException {
        try (Source<String> source = subject.open()) {
            RuntimeException thrown = new RuntimeException("expected");
            OtherStage.Open second = other.open();
            Probe function = new Probe(() -> {
                throw thrown;
            });
            CompletionStage<?> stage = method.on(source.future, second.stage(), function, NamedThread.EXECUTOR);
            source.end(Ending.VALUE);
            second.end(Ending.VALUE);
            assertThat(Outcome.of(stage)).isEqualTo(Outcome.wrapped(thrown));
            assertThat(function.runs()).isEqualTo(1);
        }
    }

    private static void checkOutcome(Family family, Probe function, Outcome got, Outcome one, Outcome two) {
        boolean mustRun = one.isValue() && two.isValue();
        boolean mayRun = mustRun || (family.runsOn == RunsOn.EITHER && (one.isValue() || two.isValue()));
        if (got.isValue()) {
            assertThat(mayRun).isTrue();
            assertThat(got.value()).isEqualTo(family.gives == Gives.NULL ? null : MADE);
            assertThat(function.runs()).isEqualTo(1);
            assertThat(arguments(family, one, two)).contains(function.arguments());
        } else {
            assertThat(mustRun).isFalse();
            assertThat(got).isIn(one.passedOn(), two.passedOn());
            assertThat(function.runs()).isZero();
        }
    }

    /** What the function may have been called with. */
    private static List<List<@Nullable Object>> arguments(Family family, Outcome one, Outcome two) {
        if (family.function == Runnable.class) {
            return List.of(List.of());
        } else if (family.runsOn == RunsOn.BOTH) {
            return List.of(asList(one.value(), two.value()));
        }
        return Stream.of(one, two)
                .filter(Outcome::isValue)
                .map(outcome -> asList(outcome.value()))
                .toList();
    }

    private static List<@Nullable Object> asList(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}

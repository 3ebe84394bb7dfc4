package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.conformance.Family.Gives;
import io.github.asyncwrap.verification.conformance.Family.RunsOn;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods whose function gives a stage: the stage may be anybody's, and end at any time in any way. */
class ComposeTest {

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    void composed_withAnyStage_endsAsThatDoes(StageMethod method, Subject subject) {
        Cases cases = new Cases(method, subject);
        for (OtherStage kind : OtherStage.values()) {
            for (Ending ending : Ending.values()) {
                for (boolean endsFirst : new boolean[] {true, false}) {
                    cases.add(
                            kind + " that ends with " + ending + (endsFirst ? " before" : " after"),
                            () -> check(method, subject, kind, ending, endsFirst));
                }
            }
        }
        cases.check();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("composed_withAnyStage_endsAsThatDoes")
    void composed_withNull_failsWithANullPointerException(StageMethod method, Subject subject) throws Exception {
        for (boolean endsFirst : new boolean[] {true, false}) {
            try (Source<String> source = subject.open()) {
                if (endsFirst) {
                    source.endNow(trigger(method));
                }
                CompletionStage<?> stage = method.on(source.future, null, new Probe(() -> null), NamedThread.EXECUTOR);
                source.end(trigger(method));
                Outcome got = Outcome.of(stage);
                assertThat(got.failure()).isInstanceOf(NullPointerException.class);
                assertThat(got.wrapped()).isTrue();
            }
        }
    }

    static Stream<Arguments> composed_withAnyStage_endsAsThatDoes() {
        return StageMethod.ofOneSource()
                .filter(method -> method.family().gives == Gives.ITS_STAGE)
                .flatMap(method -> Stream.of(Subject.values()).map(subject -> Arguments.of(method, subject)));
    }

    private static Ending trigger(StageMethod method) {
        return method.family().runsOn == RunsOn.FAILURE ? Ending.FAILURE : Ending.VALUE;
    }

    private static void check(StageMethod method, Subject subject, OtherStage kind, Ending ending, boolean endsFirst)
            throws InterruptedException {
        OtherStage.Open inner = kind.open();
        Probe function = new Probe(inner::stage);
        try (Source<String> source = subject.open()) {
            if (endsFirst) {
                inner.end(ending);
            }
            CompletionStage<?> stage = method.on(source.future, null, function, NamedThread.EXECUTOR);
            source.endNow(trigger(method));
            inner.end(ending);
            assertThat(Outcome.of(stage)).isEqualTo(Outcome.of(inner.future()).passedOn());
            assertThat(function.runs()).isEqualTo(1);
        }
    }
}

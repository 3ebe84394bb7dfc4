package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.verification.conformance.Family.Gives;
import io.github.asyncwrap.verification.conformance.Family.RunsOn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods that hang a function on one stage, for every ending of it, before and after they are called. */
class OneSourceStageTest {
    private static final String MADE = "made";

    /** What the function does. */
    private enum Behaviour {
        RETURNS,
        THROWS_AN_EXCEPTION,
        THROWS_AN_ERROR
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    void function_onEveryEnding_doesWhatTheJavadocSays(StageMethod method, Subject subject) {
        Cases cases = new Cases(method, subject);
        for (Ending ending : Ending.values()) {
            for (boolean endsFirst : new boolean[] {true, false}) {
                for (Behaviour behaviour : Behaviour.values()) {
                    cases.add(
                            ending + (endsFirst ? " before, function " : " after, function ") + behaviour,
                            () -> check(method, subject, ending, endsFirst, behaviour));
                }
            }
        }
        cases.check();
    }

    static Stream<Arguments> function_onEveryEnding_doesWhatTheJavadocSays() {
        return StageMethod.ofOneSource()
                .flatMap(method -> Stream.of(Subject.values()).map(subject -> Arguments.of(method, subject)));
    }

    private static void check(
            StageMethod method, Subject subject, Ending ending, boolean endsFirst, Behaviour behaviour)
            throws InterruptedException {
        Throwable thrown = behaviour == Behaviour.THROWS_AN_ERROR ? new Error(MADE) : new RuntimeException(MADE);
        Object made = method.family().gives == Gives.ITS_STAGE ? CompletableFuture.completedFuture(MADE) : MADE;
        Probe function = new Probe(() -> {
            if (behaviour != Behaviour.RETURNS) {
                throw Probe.<RuntimeException>unchecked(thrown);
            }
            return made;
        });
        try (Source<String> source = subject.open()) {
            if (endsFirst) {
                source.endNow(ending);
            }
            CompletionStage<?> stage = method.on(source.future, null, function, NamedThread.EXECUTOR);
            if (!endsFirst) {
                source.end(ending);
            }
            Outcome got = Outcome.of(stage);
            Outcome given = Outcome.of(source.future);

            assertThat(stage instanceof AsyncFuture).isEqualTo(subject.isOurs());
            boolean runs = runs(method.family(), given);
            assertThat(got).isEqualTo(runs ? after(method.family(), given, behaviour, thrown) : given.passedOn());
            assertThat(function.runs()).isEqualTo(runs ? 1 : 0);
            if (runs) {
                assertThat(function.arguments()).isEqualTo(arguments(method.family(), given, source));
                boolean byItsBody = subject.hasBody() && ending != Ending.CANCELLATION && !endsFirst;
                NamedThread.check(function.thread(), method.mode(), subject.isOurs(), byItsBody);
            }
        }
    }

    private static boolean runs(Family family, Outcome given) {
        return family.runsOn == RunsOn.ANY || (family.runsOn == RunsOn.VALUE) == given.isValue();
    }

    /** What the stage gives after its function ran. */
    private static Outcome after(Family family, Outcome given, Behaviour behaviour, Throwable thrown) {
        if (family.gives == Gives.THE_SOURCE && (!given.isValue() || behaviour == Behaviour.RETURNS)) {
            return given.passedOn(); // a failure of the source goes before one of the action
        } else if (behaviour != Behaviour.RETURNS) {
            return Outcome.wrapped(thrown);
        }
        return Outcome.value(family.gives == Gives.NULL ? null : MADE);
    }

    private static List<@Nullable Object> arguments(Family family, Outcome given, Source<String> source) {
        Throwable failure = source.future.handle((row, thrown) -> thrown).join();
        assertThat(failure instanceof CompletionException).isEqualTo(given.wrapped());
        List<@Nullable Object> arguments = new ArrayList<>();
        if (family.function != Runnable.class && family.runsOn != RunsOn.FAILURE) {
            arguments.add(given.value());
        }
        if (family.runsOn != RunsOn.VALUE) {
            arguments.add(failure);
        }
        return arguments;
    }
}

package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** "Passing a null value for any other parameter will result in a NullPointerException being thrown", at once. */
class NullArgumentTest {

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    void stageMethod_givenNull_throwsAtOnce(StageMethod method, Subject subject) {
        Cases cases = new Cases(method, subject);
        Class<?>[] parameters = method.method().getParameterTypes();
        for (int i = 0; i < parameters.length; i++) {
            int missing = i;
            cases.add("argument " + i + " of one that has not ended", () -> check(method, subject, missing, null));
            for (Ending ending : Ending.values()) {
                cases.add("argument " + i + ", after " + ending, () -> check(method, subject, missing, ending));
            }
        }
        cases.check();
    }

    static Stream<Arguments> stageMethod_givenNull_throwsAtOnce() {
        return StageMethod.all()
                .flatMap(method -> Stream.of(Subject.JDK, Subject.PROMISE, Subject.RUNNING_CALL)
                        .map(subject -> Arguments.of(method, subject)));
    }

    private static void check(StageMethod method, Subject subject, int missing, @Nullable Ending ending)
            throws InterruptedException {
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Class<?> parameter : method.method().getParameterTypes()) {
            arguments.add(
                    parameter == CompletionStage.class
                            ? new CompletableFuture<>()
                            : parameter == Executor.class
                                    ? NamedThread.EXECUTOR
                                    : new Probe(() -> "unused").as(parameter));
        }
        arguments.set(missing, null);
        try (Source<String> source = subject.open()) {
            if (ending != null) {
                source.endNow(ending);
            }
            assertThatThrownBy(() -> method.call(source.future, arguments)).isInstanceOf(NullPointerException.class);
        }
    }
}

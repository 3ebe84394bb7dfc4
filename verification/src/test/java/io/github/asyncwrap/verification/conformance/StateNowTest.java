package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Java 19 added to Future; by reflection, since this is compiled for an older one. */
@EnabledForJreRange(min = JRE.JAVA_19)
class StateNowTest {

    @ParameterizedTest
    @EnumSource
    @Covers({"state()", "resultNow()", "exceptionNow()"})
    void future_beforeItsEnd_isRunning(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThat(read(source, "state")).hasToString("RUNNING");
            checkNone(source, "resultNow");
            checkNone(source, "exceptionNow");
        }
    }

    @ParameterizedTest
    @EnumSource
    void future_withAValue_givesItNow(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            source.endNow(Ending.VALUE);
            assertThat(read(source, "state")).hasToString("SUCCESS");
            assertThat(read(source, "resultNow")).isEqualTo("row");
            checkNone(source, "exceptionNow");
        }
    }

    @ParameterizedTest
    @EnumSource
    void future_withAFailure_givesItNow(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            source.endNow(Ending.FAILURE);
            assertThat(read(source, "state")).hasToString("FAILED");
            checkNone(source, "resultNow");
            assertThat(read(source, "exceptionNow")).isSameAs(source.failure);
        }
    }

    @ParameterizedTest
    @EnumSource
    void future_cancelled_hasNeither(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            source.endNow(Ending.CANCELLATION);
            assertThat(read(source, "state")).hasToString("CANCELLED");
            checkNone(source, "resultNow");
            checkNone(source, "exceptionNow");
        }
    }

    @ParameterizedTest
    @EnumSource
    void dependent_ofACancelledFuture_hasFailed(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletableFuture<Integer> dependent = source.future.thenApply(String::length);
            source.endNow(Ending.CANCELLATION);
            assertThat(Future.class.getMethod("state").invoke(dependent)).hasToString("FAILED");
        }
    }

    private static Object read(Source<?> source, String method) throws ReflectiveOperationException {
        return Future.class.getMethod(method).invoke(source.future);
    }

    private static void checkNone(Source<?> source, String method) {
        assertThatThrownBy(() -> read(source, method))
                .isInstanceOf(InvocationTargetException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }
}

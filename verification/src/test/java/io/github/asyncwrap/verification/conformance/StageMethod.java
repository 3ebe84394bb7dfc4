package io.github.asyncwrap.verification.conformance;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A method of CompletionStage that takes a function. */
record StageMethod(Family family, Mode mode) {

    enum Mode {
        /** Runs on whoever completes. */
        PLAIN,
        /** Runs on the default executor. */
        ASYNC,
        /** Runs on the executor that is its last argument. */
        ON_EXECUTOR
    }

    static Stream<StageMethod> all() {
        return Stream.of(Family.values())
                .flatMap(family -> Stream.of(Mode.values()).map(mode -> new StageMethod(family, mode)));
    }

    static Stream<StageMethod> ofOneSource() {
        return all().filter(method -> !method.family.hasTwoSources());
    }

    static Stream<StageMethod> ofTwoSources() {
        return all().filter(method -> method.family.hasTwoSources());
    }

    Method method() {
        List<Class<?>> parameters = new ArrayList<>();
        if (family.hasTwoSources()) {
            parameters.add(CompletionStage.class);
        }
        parameters.add(family.function);
        if (mode == Mode.ON_EXECUTOR) {
            parameters.add(Executor.class);
        }
        try {
            return CompletionStage.class.getMethod(
                    family.method + (mode == Mode.PLAIN ? "" : "Async"), parameters.toArray(Class<?>[]::new));
        } catch (NoSuchMethodException missing) {
            throw new AssertionError(missing);
        }
    }

    /** Calls it, the second source going first if it takes one, the executor last if it takes one. */
    CompletionStage<?> on(
            CompletionStage<?> source, @Nullable CompletionStage<?> other, Probe probe, Executor executor) {
        List<@Nullable Object> arguments = new ArrayList<>();
        if (family.hasTwoSources()) {
            arguments.add(other);
        }
        arguments.add(probe.as(family.function));
        if (mode == Mode.ON_EXECUTOR) {
            arguments.add(executor);
        }
        return call(source, arguments);
    }

    CompletionStage<?> call(CompletionStage<?> source, List<@Nullable Object> arguments) {
        try {
            return (CompletionStage<?>) method().invoke(source, arguments.toArray());
        } catch (InvocationTargetException thrown) {
            throw Probe.<RuntimeException>unchecked(thrown.getCause());
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public String toString() {
        return family.method + (mode == Mode.PLAIN ? "" : mode == Mode.ASYNC ? "Async" : "Async on an executor");
    }
}

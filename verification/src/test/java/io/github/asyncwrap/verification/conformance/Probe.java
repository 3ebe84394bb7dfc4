package io.github.asyncwrap.verification.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A function of any shape, which remembers how it was called. */
final class Probe {
    private final Callable<? extends @Nullable Object> body;
    private final AtomicInteger runs = new AtomicInteger();
    private volatile List<@Nullable Object> arguments = List.of();
    private volatile @Nullable Thread thread;

    Probe(Callable<? extends @Nullable Object> body) {
        this.body = body;
    }

    int runs() {
        return runs.get();
    }

    List<@Nullable Object> arguments() {
        return arguments;
    }

    /** The thread of the last run. */
    Thread thread() {
        return Objects.requireNonNull(thread, "did not run");
    }

    /** This as what a method takes. */
    Object as(Class<?> shape) {
        if (shape == Function.class) {
            return (Function<Object, @Nullable Object>) this::run;
        } else if (shape == Consumer.class) {
            return (Consumer<Object>) this::run;
        } else if (shape == Runnable.class) {
            return (Runnable) this::run;
        } else if (shape == BiFunction.class) {
            return (BiFunction<Object, Object, @Nullable Object>) this::run;
        } else if (shape == BiConsumer.class) {
            return (BiConsumer<Object, Object>) this::run;
        }
        throw new IllegalArgumentException(shape.toString());
    }

    private @Nullable Object run(@Nullable Object... given) {
        arguments = Arrays.asList(given);
        thread = Thread.currentThread();
        runs.incrementAndGet();
        try {
            return body.call();
        } catch (Throwable thrown) {
            throw Probe.<RuntimeException>unchecked(thrown);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <X extends Throwable> X unchecked(@Nullable Throwable thrown) throws X {
        throw (X) thrown;
    }
}

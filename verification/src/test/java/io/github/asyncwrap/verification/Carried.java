package io.github.asyncwrap.verification;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The carriers that every law must hold on. */
public enum Carried {
    PLATFORM {
        @Override
        public AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder;
        }

        @Override
        Executor threads() {
            return task -> {
                Thread thread = new Thread(task, "platform");
                thread.setDaemon(true);
                thread.start();
            };
        }
    },
    GIVEN {
        @Override
        public AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder.executor(SHARED);
        }

        @Override
        Executor threads() {
            return SHARED;
        }
    },
    VIRTUAL {
        @Override
        public AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder.virtualThreads();
        }

        /** {@code Executors.newVirtualThreadPerTaskExecutor()}, since this is compiled for Java 17. */
        @Override
        Executor threads() {
            try {
                return (Executor) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null);
            } catch (ReflectiveOperationException impossible) {
                throw new LinkageError(impossible.getMessage(), impossible);
            }
        }
    };

    private static final ExecutorService SHARED = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "given");
        thread.setDaemon(true);
        return thread;
    });

    public abstract AsyncWrapperBuilder on(AsyncWrapperBuilder builder);

    abstract Executor threads();

    public AsyncWrapper wrapper(int limit) {
        return wrapper(limit, builder -> builder);
    }

    public AsyncWrapper wrapper(int limit, UnaryOperator<AsyncWrapperBuilder> options) {
        return options.apply(on(AsyncWrapper.builder("db", limit))).build();
    }

    /**
     * One on such threads, whose time passes when the test says so: a deadline that must not come before a body has begun
     * needs no guess about how busy the machine is.
     *
     * @param time one that is {@code real()}
     */
    AsyncWrapper wrapper(int limit, DeterministicCarrier time, UnaryOperator<AsyncWrapperBuilder> options) {
        Carrier carrier = new Timed(threads(), this != GIVEN, time);
        return options.apply(AsyncWrapper.builder("db", limit).carrier(carrier)).build();
    }

    AsyncWrapper wrapper(int limit, DeterministicCarrier time) {
        return wrapper(limit, time, builder -> builder);
    }

    /** The clock of the testkit's carrier without its threads, which are platform threads for every test. */
    private record Timed(Executor threads, boolean ownsThreads, DeterministicCarrier time) implements Carrier {
        @Override
        public void execute(Runnable task) {
            threads.execute(task);
        }

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public Runnable schedule(Runnable task, long delayNanos) {
            return time.schedule(task, delayNanos);
        }
    }

    /** Those that this Java has. */
    public static Stream<Carried> available() {
        return Stream.of(values()).filter(carried -> carried != VIRTUAL || hasVirtualThreads());
    }

    public static boolean hasVirtualThreads() {
        return Runtime.version().feature() >= 21;
    }
}

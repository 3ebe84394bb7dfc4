package io.github.asyncwrap.verification;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
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
    },
    GIVEN {
        @Override
        public AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder.executor(SHARED);
        }
    },
    VIRTUAL {
        @Override
        public AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder.virtualThreads();
        }
    };

    private static final ExecutorService SHARED = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "given");
        thread.setDaemon(true);
        return thread;
    });

    public abstract AsyncWrapperBuilder on(AsyncWrapperBuilder builder);

    public AsyncWrapper wrapper(int limit) {
        return wrapper(limit, builder -> builder);
    }

    public AsyncWrapper wrapper(int limit, UnaryOperator<AsyncWrapperBuilder> options) {
        return options.apply(on(AsyncWrapper.builder("db", limit))).build();
    }

    /** Those that this Java has. */
    public static Stream<Carried> available() {
        return Stream.of(values()).filter(carried -> carried != VIRTUAL || hasVirtualThreads());
    }

    public static boolean hasVirtualThreads() {
        return Runtime.version().feature() >= 21;
    }
}

package io.github.asyncwrap.verification;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The carriers that every law must hold on. */
enum Carried {
    PLATFORM {
        @Override
        AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder;
        }
    },
    GIVEN {
        @Override
        AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder.executor(SHARED);
        }
    },
    VIRTUAL {
        @Override
        AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder.virtualThreads();
        }
    };

    private static final ExecutorService SHARED = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "given");
        thread.setDaemon(true);
        return thread;
    });

    abstract AsyncWrapperBuilder on(AsyncWrapperBuilder builder);

    AsyncWrapper wrapper(int limit) {
        return wrapper(limit, builder -> builder);
    }

    AsyncWrapper wrapper(int limit, UnaryOperator<AsyncWrapperBuilder> options) {
        return options.apply(on(AsyncWrapper.builder("db", limit))).build();
    }

    /** Those that this Java has. */
    static Stream<Carried> available() {
        return Stream.of(values()).filter(carried -> carried != VIRTUAL || hasVirtualThreads());
    }

    static boolean hasVirtualThreads() {
        return Runtime.version().feature() >= 21;
    }
}

package io.github.asyncwrap.verification.conformance;

import io.github.asyncwrap.AsyncWrapper;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The kinds of stages that a method may be given as its second source, or get from a function. */
enum OtherStage {
    JDK_FUTURE,
    JDK_MINIMAL_STAGE,
    ASYNC_FUTURE,
    ASYNC_FUTURES_MINIMAL_STAGE,
    /** Somebody else's, which only has the interface. */
    FOREIGN;

    private static final AsyncWrapper DOOR = AsyncWrapper.of("other", 1);

    Open open() {
        CompletableFuture<String> future = switch (this) {
            case JDK_FUTURE, JDK_MINIMAL_STAGE, FOREIGN -> new CompletableFuture<>();
            case ASYNC_FUTURE, ASYNC_FUTURES_MINIMAL_STAGE ->
                DOOR.call(() -> Open.VALUE).newIncompleteFuture();
        };
        CompletionStage<String> stage = switch (this) {
            case JDK_FUTURE, ASYNC_FUTURE -> future;
            case JDK_MINIMAL_STAGE, ASYNC_FUTURES_MINIMAL_STAGE -> future.minimalCompletionStage();
            case FOREIGN -> foreign(future);
        };
        return new Open(future, stage, new IOException("other disk"));
    }

    /**
     * A stage that has not ended.
     *
     * @param future what ends it
     * @param stage what methods are given
     */
    record Open(CompletableFuture<String> future, CompletionStage<String> stage, Exception failure) {
        static final String VALUE = "other row";

        /** Ends it at once. */
        void end(Ending ending) {
            boolean unused = switch (ending) {
                case VALUE -> future.complete(VALUE);
                case FAILURE -> future.completeExceptionally(failure);
                case CANCELLATION -> future.cancel(true);
            };
        }
    }

    @SuppressWarnings("unchecked")
    private static CompletionStage<String> foreign(CompletableFuture<String> future) {
        return (CompletionStage<String>) Proxy.newProxyInstance(
                OtherStage.class.getClassLoader(),
                new Class<?>[] {CompletionStage.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(future, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw Probe.<RuntimeException>unchecked(thrown.getCause());
                    }
                });
    }
}

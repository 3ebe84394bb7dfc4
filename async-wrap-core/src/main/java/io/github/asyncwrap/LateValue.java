package io.github.asyncwrap;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A value that came when its future had an outcome already, so that nobody else will ever see it. It and the consumer
 * that is to have it meet in one field, of the future or of what belongs to it: whichever comes second finds the other and brings them together.
 * A value without a consumer stays in its future, like a result.
 *
 * @param value what came
 */
record LateValue(Object value) {
    /** Both have come. */
    private static final Object DONE = new Object();

    static <T extends @Nullable Object> void came(AsyncFuture<T> future, Object holder, VarHandle field, Object value) {
        Object witness = field.compareAndExchange(holder, null, new LateValue(value));
        if (witness instanceof ThrowingConsumer<?> consumer) {
            field.setVolatile(holder, DONE);
            deliver(future, consumer, value);
        }
    }

    static <T extends @Nullable Object> void wanted(
            AsyncFuture<T> future, Object holder, VarHandle field, ThrowingConsumer<? super T> consumer) {
        Object witness = field.compareAndExchange(holder, null, consumer);
        if (witness instanceof LateValue late && field.compareAndSet(holder, witness, DONE)) {
            deliver(future, consumer, late.value);
        } else if (witness != null) {
            throw new IllegalStateException(
                    "onDiscarded is set already: it was " + (witness == DONE ? "used" : witness) + ", now " + consumer);
        }
    }

    /** In delivery: the consumer may be slow, and what it throws is logged there. */
    @SuppressWarnings("unchecked") // both came with the same future
    private static void deliver(AsyncFuture<?> future, ThrowingConsumer<?> consumer, Object value) {
        future.ownSetting()
                .forAsync()
                .execute(() -> Trampoline.runSafely(new Discard((ThrowingConsumer<Object>) consumer, value)));
    }

    private record Discard(ThrowingConsumer<Object> consumer, Object value) implements Runnable {
        @Override
        public void run() {
            try {
                consumer.accept(value);
            } catch (Throwable thrown) {
                throw new IllegalStateException("onDiscarded(" + consumer + ") threw for " + value, thrown);
            }
        }
    }
}

package io.github.asyncwrap.examples;

import io.github.asyncwrap.AsyncWrapper;
import java.util.function.Supplier;

/** Makes the consumers of one run, one for each task, and holds what they share. Safe for use by many threads. */
interface ConsumerFactory extends AutoCloseable {

    /** A new consumer, with an upload of its own. */
    Consumer open();

    /** Ends what the consumers share; to be called when none of them is in use any more. */
    @Override
    void close();

    /** A factory of consumers that share nothing. */
    static ConsumerFactory ofUnrelated(Supplier<Consumer> consumers) {
        return of(consumers, () -> {});
    }

    /** A factory of consumers that share a wrapper, which is closed with it. */
    static ConsumerFactory sharing(AsyncWrapper wrapper, Supplier<Consumer> consumers) {
        return of(consumers, wrapper::close);
    }

    private static ConsumerFactory of(Supplier<Consumer> consumers, Runnable close) {
        return new ConsumerFactory() {
            @Override
            public Consumer open() {
                return consumers.get();
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}

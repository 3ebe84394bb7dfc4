package io.github.asyncwrap.verification.conformance;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.common.util.concurrent.ListeningExecutorService;
import com.google.common.util.concurrent.MoreExecutors;
import io.github.asyncwrap.AsyncWrapper;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The executors that the contract of a ListeningExecutorService is held against; the first is the reference. */
final class Services {
    private Services() {}

    /** How one is made. */
    interface Service {
        /**
         * Makes one.
         *
         * @param threads how many tasks it runs at once
         * @param pending how many may wait, at least one
         */
        ListeningExecutorService make(int threads, int pending);

        default Opened open(int threads, int pending) {
            return new Opened(make(threads, pending));
        }
    }

    static Stream<Named<Service>> all() {
        return Stream.of(Named.of("thread pool", Services::threadPool), Named.of("wrapper", Services::wrapper));
    }

    /** Those that promise more than the contract. */
    static Stream<Named<Service>> ours() {
        return all().skip(1);
    }

    private static ListeningExecutorService threadPool(int threads, int pending) {
        return MoreExecutors.listeningDecorator(
                new ThreadPoolExecutor(threads, threads, 0, SECONDS, new ArrayBlockingQueue<>(pending)));
    }

    private static ListeningExecutorService wrapper(int threads, int pending) {
        return AsyncWrapper.builder("db", threads).maxPending(pending).build().asExecutorService();
    }

    /** One for the time of a test. */
    static final class Opened implements AutoCloseable {
        final ListeningExecutorService executor;

        private Opened(ListeningExecutorService executor) {
            this.executor = executor;
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}

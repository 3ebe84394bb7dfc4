package io.github.asyncwrap.verification.conformance;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListeningExecutorService;
import com.google.common.util.concurrent.MoreExecutors;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
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

    /** One of the ways to give an executor several tasks and wait for them. */
    interface Invocation {
        Object of(ListeningExecutorService executor, List<Callable<String>> tasks) throws Exception;
    }

    /** Whoever waits for tasks is interrupted: none of them runs on. */
    static void assertAnInterruptCancelsTheTasks(Service service, Invocation form) throws Exception {
        try (Opened opened = service.open(2, 10);
                Gate gate = Gate.create()) {
            List<Callable<String>> tasks =
                    List.of(gate.callable("one"), gate.callable("two"), gate.callable("pending"));
            OtherThread<?> caller = OtherThread.calls(() -> form.of(opened.executor, tasks));
            gate.awaitEntered(2);
            assertThat(caller.hasReturned()).isFalse();
            caller.interrupt();
            assertThatThrownBy(caller::result).hasCauseInstanceOf(InterruptedException.class);
            gate.awaitInterruptions(2);
            opened.executor.shutdown();
            assertThat(opened.executor.awaitTermination(1, DAYS)).isTrue(); // though nobody opened the gate
        }
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

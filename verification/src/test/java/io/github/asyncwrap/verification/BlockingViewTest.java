package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Direct;
import io.github.asyncwrap.LoopGuard;
import io.github.asyncwrap.testkit.Gate;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** {@code blockingView}: the way back. */
class BlockingViewTest {

    /** What is asynchronous, with futures of all kinds. */
    public static class AsyncUsers {
        final AtomicInteger asked = new AtomicInteger();
        final CompletableFuture<String> never = new CompletableFuture<>();
        final SettableFuture<String> guavas = SettableFuture.create();

        public CompletableFuture<String> find(int id) {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture("user " + id);
        }

        public CompletionStage<Integer> count() {
            return CompletableFuture.completedStage(3);
        }

        public ListenableFuture<String> guava() {
            return guavas;
        }

        public Future<String> plain() {
            return CompletableFuture.completedFuture("plain");
        }

        public AsyncFuture<Void> touch(String... names) {
            return AsyncFuture.completed(names).thenAccept(all -> {});
        }

        public CompletableFuture<String> never() {
            return never;
        }

        public CompletableFuture<String> neverEither() {
            return never;
        }

        public CompletionStage<Integer> nothing() {
            return CompletableFuture.completedStage(null);
        }

        @SuppressWarnings("NullAway") // that is the point
        public CompletionStage<String> noFuture() {
            return null;
        }

        public CompletionStage<String> failing(Throwable with) {
            return CompletableFuture.<String>failedFuture(with).thenApply(row -> row);
        }

        public CompletionStage<String> throwing() throws IOException {
            throw new FileNotFoundException("thrown");
        }

        public String url() {
            return "url";
        }
    }

    /** The same, blocking. */
    public interface Users {
        String find(int id);

        int count();

        String guava();

        String plain();

        void touch(String... names);

        String never() throws InterruptedException;

        String neverEither();

        int nothing();

        String noFuture();

        String failing(Throwable with) throws IOException;

        String throwing();

        @Direct
        String url();

        default String both(int one, int other) {
            return find(one) + ", " + find(other);
        }
    }

    private final AsyncUsers async = new AsyncUsers();
    private final Users users = AsyncWrapper.blockingView(Users.class, async);

    @Test
    void methods_waitForTheFuture_andGiveItsValue() throws Exception {
        assertThat(users.find(1)).isEqualTo("user 1");
        assertThat(users.count()).isEqualTo(3);
        assertThat(users.plain()).isEqualTo("plain");
        users.touch("a", "b");
        assertThat(users.url()).isEqualTo("url");
        assertThat(users.both(1, 2)).isEqualTo("user 1, user 2");
        Thread waiting = new Thread(() -> async.guavas.set(users.find(4)), "setter");
        waiting.start();
        assertThat(users.guava()).isEqualTo("user 4");
        waiting.join();
        assertThat(users).isEqualTo(AsyncWrapper.blockingView(Users.class, async));
        assertThat(users.toString()).startsWith("Users of ").endsWith(" through a blocking view");
    }

    @Test
    void exceptions_thatAreDeclaredOrUnchecked_areThrownAsTheyAre_othersInACompletionException() {
        FileNotFoundException declared = new FileNotFoundException("declared");
        assertThat(catchThrowable(() -> users.failing(declared))).isSameAs(declared);
        IllegalStateException unchecked = new IllegalStateException("unchecked");
        assertThat(catchThrowable(() -> users.failing(unchecked))).isSameAs(unchecked);
        AssertionError error = new AssertionError("error");
        assertThat(catchThrowable(() -> users.failing(error))).isSameAs(error);
        CancellationException cancelled = new CancellationException("cancelled");
        assertThat(catchThrowable(() -> users.failing(cancelled))).isSameAs(cancelled);
        ReflectiveOperationException checked = new ReflectiveOperationException("checked");
        assertThat(catchThrowable(() -> users.failing(checked)))
                .isInstanceOf(CompletionException.class)
                .hasMessage("Users.failing failed with an exception that it does not declare")
                .cause()
                .isSameAs(checked);
        assertThat(catchThrowable(users::throwing))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(FileNotFoundException.class);
    }

    /** One of two that have the same method, and do not declare the same. */
    public interface Declares {
        String failing(Throwable with) throws IOException, ReflectiveOperationException;
    }

    /** The other. */
    public interface DeclaresLess {
        String failing(Throwable with) throws FileNotFoundException, ReflectiveOperationException;
    }

    /** Whose method may throw what both of them declare. */
    public interface DeclaredByBoth extends Declares, DeclaresLess {}

    @Test
    void exceptions_ofAMethodOfTwoInterfaces_areDeclaredIfBothDeclareThem() {
        DeclaredByBoth both = AsyncWrapper.blockingView(DeclaredByBoth.class, async);
        FileNotFoundException declared = new FileNotFoundException("declared by both");
        IOException byOne = new IOException("declared by one");
        ReflectiveOperationException asItIs = new ReflectiveOperationException("the same in both");
        assertThat(catchThrowable(() -> ((DeclaresLess) both).failing(declared)))
                .isSameAs(declared);
        assertThat(catchThrowable(() -> ((Declares) both).failing(byOne)))
                .isInstanceOf(CompletionException.class)
                .hasCause(byOne);
        assertThat(catchThrowable(() -> both.failing(asItIs))).isSameAs(asItIs);
    }

    /** Blocks before it gives a future. */
    public static final class Blocks {
        public CompletionStage<String> get() throws InterruptedException {
            Thread.sleep(Duration.ofDays(1).toMillis());
            return CompletableFuture.completedStage("never");
        }
    }

    @Test
    @SuppressWarnings("unchecked") // a class object has no arguments
    void interrupt_ofTheAsynchronousMethodItself_isNotLost() throws Exception {
        Supplier<String> view = AsyncWrapper.blockingView(Supplier.class, new Blocks()); // an interface of the JDK's
        assertThat(interruptedIn(view::get))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void nullWhereThereMustBeSomething_isSaid() {
        assertThatThrownBy(users::nothing)
                .isInstanceOf(NullPointerException.class)
                .hasMessage("Users.nothing has to give a primitive, but the asynchronous method gave null");
        assertThatThrownBy(users::noFuture)
                .isInstanceOf(NullPointerException.class)
                .hasMessage("Users.noFuture waits for a future, but the asynchronous method gave null");
    }

    private static Throwable interruptedIn(ThrowingCallable call) throws InterruptedException {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread waiter = new Thread(
                () -> {
                    thrown.complete(catchThrowable(call));
                    flag.complete(Thread.currentThread().isInterrupted());
                },
                "waiter");
        waiter.start();
        Spin.untilParked(waiter);
        waiter.interrupt();
        Throwable failure = thrown.join();
        assertThat(flag.join()).as("flag").isEqualTo(!(failure instanceof InterruptedException));
        waiter.join();
        return failure;
    }

    @Test
    void interrupt_cancelsTheFuture_andIsThrownAsTheMethodDeclares() throws Exception {
        assertThat(interruptedIn(users::never)).isInstanceOf(InterruptedException.class);
        assertThat(async.never).isCancelled();
        Users other = AsyncWrapper.blockingView(Users.class, new AsyncUsers());
        assertThat(interruptedIn(other::neverEither))
                .isInstanceOf(CompletionException.class)
                .hasMessage("Users.neverEither was interrupted while it waited, and what it waited for was cancelled")
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void guardedThread_isToldAtOnce_andNothingIsCalled() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<String> direct = new CompletableFuture<>();
        Thread loop = new Thread(
                () -> {
                    thrown.complete(catchThrowable(() -> users.find(1)));
                    direct.complete(users.url());
                },
                "loop");
        LoopGuard.mark(loop);
        loop.start();
        assertThat(thrown.join())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Users.find of a blocking view would block the thread 'loop', which is marked as an event "
                        + "loop: call the asynchronous method that it stands for, or call it on another thread");
        assertThat(direct.join()).isEqualTo("url");
        assertThat(async.asked).hasValue(0);
        loop.join();
        LoopGuard.unmark(loop);
    }

    // In front of a wrapper.

    /** What blocks at last. */
    public static final class Backend {
        private final Gate gate;

        Backend(Gate gate) {
            this.gate = gate;
        }

        public String row() throws Exception {
            return gate.callable("row").call();
        }
    }

    /** Its twin. */
    public interface AsyncBackend {
        AsyncFuture<String> row();
    }

    /** And the way back. */
    public interface Rows {
        String row() throws InterruptedException;
    }

    @Test
    void viewOfATwin_interrupt_cancelsTheCall_andATimeoutIsWrapped() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            Rows rows = AsyncWrapper.blockingView(Rows.class, db.wrapInterface(AsyncBackend.class, new Backend(gate)));
            assertThat(interruptedIn(rows::row)).isInstanceOf(InterruptedException.class);
            assertThat(db.stats().cancelled()).isEqualTo(1);
            Rows hurried = AsyncWrapper.blockingView(
                    Rows.class, db.within(Duration.ofMillis(20)).wrapInterface(AsyncBackend.class, new Backend(gate)));
            assertThatThrownBy(hurried::row)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(AsyncTimeoutException.class);
            gate.releaseAll();
            assertThat(rows.row()).isEqualTo("row");
        }
    }

    @Test
    void bodyThatCallsAViewOfItsOwnWrapper_runsTheCallInPlace() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            gate.releaseAll();
            Rows rows = AsyncWrapper.blockingView(Rows.class, db.wrapInterface(AsyncBackend.class, new Backend(gate)));
            assertThat(db.call(rows::row).join()).isEqualTo("row");
        }
    }

    /** The newest callback runs first: it waits for what the other one behind it does, on the same thread. */
    @Test
    void callbackThatWaits_forWhatIsDoneBehindIt_handsThatOn() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<Boolean> completes = call.thenApply(async.never::complete);
            AsyncFuture<String> waits = call.thenApply(row -> users.neverEither());
            gate.release();
            assertThat(waits.join()).isEqualTo("row");
            assertThat(completes.join()).isTrue();
        }
    }

    // With a lookup.

    private interface HiddenRows {
        String row();

        default String twice() {
            return row() + row();
        }
    }

    private static final class HiddenAsync {
        @SuppressWarnings("UnusedMethod") // by the view
        CompletionStage<String> row() {
            return CompletableFuture.completedStage("row");
        }
    }

    @Test
    void hiddenTypes_withALookup_fit() {
        HiddenRows rows = AsyncWrapper.blockingView(MethodHandles.lookup(), HiddenRows.class, new HiddenAsync());
        assertThat(rows.twice()).isEqualTo("rowrow");
        assertThatThrownBy(() -> AsyncWrapper.blockingView(HiddenRows.class, new HiddenAsync()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HiddenRows.row(): row() is not accessible");
        assertThatThrownBy(() -> AsyncWrapper.blockingView(null, HiddenRows.class, new HiddenAsync()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("lookup");
    }

    // Interrupts of what is complete, or cannot be cancelled.

    /** Guava's get throws if the flag is set, whatever the future has. */
    @Test
    void interrupt_asTheFutureIsComplete_losesNothing() {
        async.guavas.set("row");
        Thread.currentThread().interrupt();
        assertThat(users.guava()).isEqualTo("row");
        assertThat(Thread.interrupted()).isTrue();
    }

    /** A future with a cancel of its own. */
    public static class Broken {
        public CompletableFuture<String> row() {
            return new CompletableFuture<>() {
                @Override
                public boolean cancel(boolean mayInterruptIfRunning) {
                    throw new AssertionError("broken");
                }
            };
        }
    }

    /** The same, blocking. */
    public interface BrokenRows {
        String row();
    }

    @Test
    void interrupt_theCancelThrows_itIsStillAnInterrupt() {
        BrokenRows rows = AsyncWrapper.blockingView(BrokenRows.class, new Broken());
        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(rows::row);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(CompletionException.class).hasCauseInstanceOf(InterruptedException.class);
        assertThat(Objects.requireNonNull(thrown.getCause()).getSuppressed()).hasSize(1);
    }
}

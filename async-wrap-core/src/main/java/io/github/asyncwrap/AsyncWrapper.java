package io.github.asyncwrap;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded door through which asynchronous code calls blocking code: at most {@code limit} bodies run at once, at most
 * {@code maxPending} calls wait, and every call gives an {@link AsyncFuture} at once. Make one for each blocking
 * backend, share it, and close it at the end.
 *
 * <pre>{@code
 * AsyncWrapper db = AsyncWrapper.builder("db", 16).timeout(Duration.ofSeconds(5)).build();
 * AsyncFuture<User> user = db.call(() -> dao.find(42));
 * }</pre>
 *
 * <p><b>Under load.</b> A call finds a free slot and starts, or joins the queue, or, when {@code running + pending}
 * has reached {@code limit + maxPending}, meets the {@linkplain Overflow overflow policy}. Pending calls start in the
 * order of their submission. A call that is cancelled, timed out or completed from outside while it is pending leaves
 * the queue at once. A slot belongs to a body: cancelling or timing out a future interrupts its body but does not free
 * the slot, the body's return does.
 *
 * <p><b>Outcomes.</b> Every call gets one: the body's value or exception as it is (a {@code CancellationException}
 * counts as cancelled), {@link AsyncRejectedException}, {@link AsyncTimeoutException}, {@code CancellationException}, or
 * what somebody completed the future with. A refusal is an outcome, too: {@code call} and its kin never throw for it.
 *
 * <p><b>Interrupts.</b> A body is interrupted at most once, and its interrupt hits nothing else: when the body has
 * returned the flag is cleared, and the body's return waits for an interrupt that is on its way. A flag that somebody
 * else set is cleared before the next body on the wrapper's own threads; a thread of a given executor goes home with it.
 *
 * <p><b>Threads.</b> All methods may be called from any thread. Submitting and cancelling do not block, but for
 * {@link Overflow#block}, and no code of the user's runs inside {@code call} and its kin. Bodies run on the wrapper's
 * own daemon threads ({@code NAME-1}, …), created as needed and gone after 60 s without work, unless
 * {@link AsyncWrapperBuilder#virtualThreads()} or {@link AsyncWrapperBuilder#executor} says otherwise. Up to as many
 * threads again run callbacks. Because the threads are daemons, pending work ends with the JVM unless the wrapper is
 * closed. A body that waits for another pending call of its own wrapper may wait for ever if every slot does so.
 *
 * <p>What it does not do: it does not keep a body from ignoring its interrupt, and it does not order calls beyond the
 * order of their start.
 *
 * @see AsyncWrapperBuilder for the options and their defaults
 */
public final class AsyncWrapper implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final Door door;

    AsyncWrapper(Door door) {
        this.door = door;
    }

    /**
     * Creates a wrapper with all defaults, see {@link AsyncWrapperBuilder}.
     *
     * @param name the name in errors and of the threads; not blank
     * @param limit how many bodies may run at once; at least 1
     * @return a new wrapper
     * @throws IllegalArgumentException if the name is blank or the limit below 1
     */
    public static AsyncWrapper of(String name, int limit) {
        return builder(name, limit).build();
    }

    /**
     * Starts to build a wrapper from the two things that everyone must decide.
     *
     * @param name the name in errors and of the threads; not blank
     * @param limit how many bodies may run at once; at least 1
     * @return a new builder
     * @throws IllegalArgumentException if the name is blank or the limit below 1
     */
    public static AsyncWrapperBuilder builder(String name, int limit) {
        return new AsyncWrapperBuilder(name, limit);
    }

    /**
     * Calls a blocking body.
     *
     * @param body what to run; checked exceptions are welcome
     * @param <T> the result
     * @return the outcome to come; a refused call has failed already
     */
    public <T extends @Nullable Object> AsyncFuture<T> call(Callable<? extends T> body) {
        Call<T> call = new Call<>(door, Objects.requireNonNull(body, "body"));
        door.submit(call);
        return call;
    }

    /**
     * Runs a blocking body without a result.
     *
     * @param body what to run; checked exceptions are welcome
     * @return the outcome to come; a refused call has failed already
     */
    public AsyncFuture<Void> run(ThrowingRunnable body) {
        Objects.requireNonNull(body, "body");
        return callVoid(() -> {
            body.run();
            return null;
        });
    }

    /**
     * Gives an argument to a blocking consumer.
     *
     * @param consumer what takes the argument; checked exceptions are welcome
     * @param argument the argument
     * @param <A> the argument's type
     * @return the outcome to come; a refused call has failed already
     */
    public <A extends @Nullable Object> AsyncFuture<Void> accept(ThrowingConsumer<? super A> consumer, A argument) {
        Objects.requireNonNull(consumer, "consumer");
        return callVoid(() -> {
            consumer.accept(argument);
            return null;
        });
    }

    /**
     * Makes the asynchronous twin of a blocking callable: each {@code get()} of it is one {@link #call}.
     *
     * @param body what to run
     * @param <T> the result
     * @return the twin, as reusable and as thread-safe as the body
     */
    public <T extends @Nullable Object> Supplier<AsyncFuture<T>> wrapCallable(Callable<? extends T> body) {
        Objects.requireNonNull(body, "body");
        return () -> call(body);
    }

    /**
     * Makes the asynchronous twin of a blocking function: each {@code apply} of it is one {@link #call}.
     *
     * @param function what to apply; checked exceptions are welcome
     * @param <A> the argument
     * @param <R> the result
     * @return the twin, as reusable and as thread-safe as the function
     */
    public <A extends @Nullable Object, R extends @Nullable Object> Function<A, AsyncFuture<R>> wrapFunction(
            ThrowingFunction<? super A, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return argument -> call(() -> function.apply(argument));
    }

    /**
     * Makes the asynchronous twin of a blocking consumer: each {@code apply} of it is one {@link #accept}.
     *
     * @param consumer what takes the argument; checked exceptions are welcome
     * @param <A> the argument
     * @return the twin, as reusable and as thread-safe as the consumer
     */
    public <A extends @Nullable Object> Function<A, AsyncFuture<Void>> wrapConsumer(
            ThrowingConsumer<? super A> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        return argument -> accept(consumer, argument);
    }

    /**
     * Turns chunks into the {@link InputStream} that a blocking function wants to read: the function runs as one call
     * of this wrapper and reads what the sink is given. The window is 64 KiB: as long as that much is waiting to be
     * read, {@code write} keeps its caller waiting.
     *
     * <p>A sink takes its place at the door when it is created, and its reader a slot when its turn comes. A sink whose
     * reader is pending takes a window full of chunks and then waits, so <b>one thread that feeds more sinks in turn
     * than there are slots waits for itself</b>: the readers with a slot wait for chunks, and the chunks wait behind a
     * sink without one. Nothing can resolve that but time: give the wrapper a
     * {@link AsyncWrapperBuilder#pendingTimeout} and the sinks that get no turn fail with an
     * {@link AsyncTimeoutException} that says so, or give it as many slots as sinks are fed at once.
     *
     * @param reader what reads; checked exceptions are welcome
     * @param <R> its result
     * @return a new sink; if the call is refused, all its writes and {@code finish} fail with the refusal
     * @see AsyncSink
     */
    public <R extends @Nullable Object> AsyncSink<ByteBuffer, R> byteSink(
            ThrowingFunction<? super InputStream, ? extends R> reader) {
        Objects.requireNonNull(reader, "reader");
        return ByteSink.open(door, reader);
    }

    /**
     * Returns the figures of this moment. They are exact when nothing is going on, and whoever has read an outcome
     * finds it counted.
     *
     * @return the figures
     */
    public AsyncStats stats() {
        return door.stats();
    }

    /**
     * Closes with a limit of 30 seconds, see {@link #close(Duration)}. The report is lost.
     */
    @Override
    public void close() {
        CloseReport unused = close(CLOSE_LIMIT);
    }

    /**
     * Stops admitting calls, lets what is running and pending finish, and returns when nothing is left: no call that
     * was ever submitted is then without an outcome.
     *
     * <p>At the limit the pending and running calls are cancelled, and the bodies interrupted. Bodies get the
     * {@linkplain AsyncWrapperBuilder#gracePeriod grace period} to return; those that do not are reported as stuck and
     * stay counted in {@link #stats()}. The wait includes the callbacks that the wrapper's delivery threads run. An
     * interrupt of the closing thread makes the limit end now and leaves the flag set.
     *
     * <p>May be called any number of times and by several threads: all get the same report, and the shortest limit
     * holds. A body or a callback of this wrapper may close it: it is not waited for. A given executor stays open.
     *
     * @param limit how long calls may take to finish by themselves; zero for not at all
     * @return what became of the calls
     * @throws IllegalArgumentException if the limit is negative
     */
    public CloseReport close(Duration limit) {
        return door.close(Durations.nonNegativeNanos("limit", limit));
    }

    /** The name, the counts, and whether it is open. */
    @Override
    public String toString() {
        return "AsyncWrapper " + door;
    }

    /** The only value of a Void is null, which no annotation can say of a type that callers write as Void. */
    @SuppressWarnings("NullAway")
    private AsyncFuture<Void> callVoid(Callable<@Nullable Void> body) {
        Call<Void> call = new Call<>(door, body);
        door.submit(call);
        return call;
    }
}

package io.github.asyncwrap;

import com.google.common.util.concurrent.ListeningExecutorService;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
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
 * closed. On a thread marked as an event loop ({@link LoopGuard}) whatever would block throws at once.
 *
 * <p><b>Waiting for oneself.</b> A body that waits with {@code get()} or {@code join()} for a pending call of its own
 * wrapper, or for a stage derived from one, runs that call in place: at once, on its own thread, in its own slot, ahead
 * of the queue. So bodies may call their own wrapper however few slots it has. It does not help a timed {@code get}, the
 * JDK's own aggregates ({@code CompletableFuture.allOf}), and cycles over two wrappers.
 *
 * <p><b>Context.</b> The MDC of the submitting thread, and whatever {@link ContextCapture} is told to carry, is put around
 * the body and the callbacks; the threads' own is restored afterwards.
 *
 * <p><b>Views</b> are the same wrapper with one rule changed: {@link #within}, {@link #limitedTo}, {@link #deliverOn},
 * {@link #uninterruptible}, {@link #labelled}, {@link #keyed}, {@link #asExecutorService}. They cost little, share slots and threads, and
 * can be made of views.
 *
 * <p>What it does not do: it does not keep a body from ignoring its interrupt, and it does not order calls beyond the
 * order of their start.
 *
 * @see AsyncWrapperBuilder for the options and their defaults
 */
public final class AsyncWrapper implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    final View view;

    AsyncWrapper(View view) {
        this.view = view;
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
     * Returns the wrapper of the whole process, for blocking calls that have none of their own: the limit is the number
     * of cores and 4 more, at most 32, everything else is default. It cannot be closed; its views can.
     *
     * @return always the same
     */
    public static AsyncWrapper shared() {
        return Shared.WRAPPER;
    }

    /** Made when it is first asked for. */
    private static final class Shared {
        static final AsyncWrapper WRAPPER =
                AsyncWrapper.of("shared", Math.min(32, Runtime.getRuntime().availableProcessors() + 4));
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
     * Calls a blocking body. One that gives a future as its result was meant for {@link #flatCall}, which is logged, once
     * for each name and label.
     *
     * @param body what to run; checked exceptions are welcome
     * @param <T> the result
     * @return the outcome to come; a refused call has failed already
     */
    public <T extends @Nullable Object> AsyncFuture<T> call(Callable<? extends T> body) {
        return view.submit(Objects.requireNonNull(body, "body"));
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
     * Calls a body that gives a stage of what is still to come: code that blocks for a while and then goes on by itself.
     * The result follows the stage. With {@link #call} it would be a future of a future.
     *
     * <p><b>The slot</b>, and the turn of a {@linkplain #keyed key}, is held for the body only. What goes on afterwards
     * holds no slot and no thread of this wrapper, is not bounded by it, and does not count in {@link #stats()}, which
     * count the body's return as the end of the call. <b>The timeout</b> is for the whole, from submission to final outcome. {@link AsyncFuture#stopped()} of the
     * result completes when the body is off its thread and the stage is complete, with the calls behind that, if there
     * are any.
     *
     * <p><b>Ends from outside</b> (cancel, timeout, completion) reach the call as they reach any, and cancel the stage:
     * as a {@code Future} if it is one, else by its {@code toCompletableFuture()}; also a stage that the body gives
     * afterwards. A stage that cannot be cancelled goes on, and {@link AsyncFuture#onDiscarded} gets its value. Errors
     * tell what was measured, the time of the stage being part of {@code ran}. <b>Closing</b> the wrapper waits for the
     * stage as for a body, and at the limit cancels it and the result; until then a result whose stage never completes
     * is kept, so give it a timeout.
     *
     * <p>The stage's exception arrives as it is, without a CompletionException that a derived stage wraps it in.
     * Callbacks of the result run on the thread that completes the stage, unless {@link #deliverOn} says otherwise. A
     * callback on a stage that is no AsyncFuture must not close this wrapper: the result may be waiting behind it, on the
     * same thread.
     *
     * @param body gives a stage; checked exceptions are welcome. Null is a NullPointerException in the result
     * @param <T> the result
     * @return the outcome to come; a refused call has failed already
     */
    public <T extends @Nullable Object> AsyncFuture<T> flatCall(Callable<? extends CompletionStage<? extends T>> body) {
        return FlatFuture.of(view, Objects.requireNonNull(body, "body"));
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
     * Makes the asynchronous twin of a whole object: an asynchronous interface, each method of which is one call of the
     * method of the object with the same name and parameters.
     *
     * <pre>{@code
     * public interface AsyncUsers {
     *     AsyncFuture<User> find(int id);
     *     @Within(30_000) CompletionStage<Integer> count();
     *     AsyncFuture<Void> rename(@Keyed int id, String name);
     *     @Direct String url();
     * }
     * AsyncUsers users = db.wrapInterface(AsyncUsers.class, jdbcUsers);
     * }</pre>
     *
     * <p><b>What fits.</b> {@code R m(A) throws E} becomes {@code CompletionStage<R>}, {@code CompletableFuture<R>},
     * {@code ListenableFuture<R>} or {@code AsyncFuture<R>} {@code m(A)}; the object handed out is an AsyncFuture in any
     * case. {@code void} becomes {@code Void}, primitives are boxed; a wider type than R will do. Parameters are the
     * same on both sides. Type variables are what the interface, and the class of the object, say that they are; where
     * nobody says it, they fit anything within their bounds. A method that gives no future must be {@link Direct}. A
     * method of the object that gives a future itself is refused, as that is asynchronous already.
     *
     * <p><b>Default methods</b> of the interface run as they are, on the caller; static and private ones are no
     * business of this method. {@code equals}, {@code hashCode} and {@code toString} call nothing of the object's: two
     * twins are equal if they have the same interface, object and wrapper.
     *
     * <p><b>Policy.</b> {@link Within}, {@link Labelled}, {@link Keyed} and {@link Uninterruptible} do for one method
     * what the views of those names do for a wrapper. As always with annotations of methods, those of an overriding
     * method replace the former's. Without a label calls have that of this wrapper, or {@code AsyncUsers.find}.
     *
     * <p><b>Access.</b> The object's methods, and default methods, have to be public, of a public class or interface, in
     * a package that is exported; an interface that the object implements will do. For others there is
     * {@link #wrapInterface(MethodHandles.Lookup, Class, Object)}. Nothing is reflected upon when a method is called.
     *
     * @param asyncApi an interface
     * @param blocking the object, whose methods must be safe for as many threads as there are slots
     * @param <I> the interface
     * @return the twin, as reusable and as thread-safe as the object
     * @throws IllegalArgumentException if something does not fit: it tells all that does not, each in a line with the
     *     method and what would; or if it is no interface, or a sealed one
     */
    public <I> I wrapInterface(Class<I> asyncApi, Object blocking) {
        return new AsyncMatch<>(view, null, asyncApi, blocking).proxy(view);
    }

    /**
     * The same for types that are not public, or not in an exported package.
     *
     * @param lookup {@code MethodHandles.lookup()} of a class that may call the object's methods, and, if the interface has
     *     default methods, may use the interface
     * @param asyncApi an interface
     * @param blocking the object
     * @param <I> the interface
     * @return the twin
     * @throws IllegalArgumentException as {@link #wrapInterface(Class, Object)} does
     */
    public <I> I wrapInterface(MethodHandles.Lookup lookup, Class<I> asyncApi, Object blocking) {
        return new AsyncMatch<>(view, Objects.requireNonNull(lookup, "lookup"), asyncApi, blocking).proxy(view);
    }

    /**
     * Makes the way back: a blocking interface in front of an asynchronous object. Each method calls the object's method
     * with the same name and parameters, and waits for the future that this gives, which may be of any kind; it then
     * returns its value. What fits, and what becomes of default methods, {@code equals} and the like, is as for
     * {@link #wrapInterface(Class, Object)}, the other way round; a method that gives no future on the other side must be
     * {@link Direct}. The other annotations have no meaning here and are refused.
     *
     * <p><b>Exceptions.</b> What the future failed with is thrown as it is if it is unchecked, or if the method declares
     * it; else a {@code CompletionException} with it as the cause. A timeout of a wrapper is such a checked exception
     * ({@link AsyncTimeoutException}). Null where the method gives a primitive is a NullPointerException.
     *
     * <p><b>Interrupts.</b> An interrupt of the waiting thread cancels the future, with {@code true}: nobody else has it.
     * Then an {@code InterruptedException} is thrown if the method declares it; else the flag is set again, and a
     * {@code CompletionException} with it as the cause is thrown. If the future cannot be cancelled since it is complete,
     * its outcome counts, and the flag is set again.
     *
     * <p><b>Threads.</b> A thread that is marked as an event loop gets an IllegalStateException at once, before anything
     * is called, see {@link LoopGuard}. A body may wait for its own wrapper, as it may with {@link AsyncFuture#join()}, if
     * the object gives AsyncFutures: with futures of other kinds such a body may wait for ever.
     *
     * @param blockingApi an interface
     * @param async the object
     * @param <B> the interface
     * @return the view, as reusable and as thread-safe as the object
     * @throws IllegalArgumentException if something does not fit: it tells all that does not, each in a line with the
     *     method and what would; or if it is no interface, or a sealed one
     */
    public static <B> B blockingView(Class<B> blockingApi, Object async) {
        return new BlockingMatch<>(null, blockingApi, async).proxy("a blocking view");
    }

    /**
     * The same for types that are not public, or not in an exported package.
     *
     * @param lookup {@code MethodHandles.lookup()} of a class that may call the object's methods, and, if the interface has
     *     default methods, may use the interface
     * @param blockingApi an interface
     * @param async the object
     * @param <B> the interface
     * @return the view
     * @throws IllegalArgumentException as {@link #blockingView(Class, Object)} does
     */
    public static <B> B blockingView(MethodHandles.Lookup lookup, Class<B> blockingApi, Object async) {
        return new BlockingMatch<>(Objects.requireNonNull(lookup, "lookup"), blockingApi, async)
                .proxy("a blocking view");
    }

    /**
     * Turns items into the {@link Iterator} that a blocking function wants to pull them from, with a window of 256
     * items, see {@link #sink(ThrowingFunction, int)}.
     *
     * @param reader what pulls; checked exceptions are welcome
     * @param <T> an item
     * @param <R> the reader's result
     * @return a new sink
     */
    public <T, R extends @Nullable Object> AsyncSink<T, R> sink(
            ThrowingFunction<? super Iterator<T>, ? extends R> reader) {
        return sink(reader, Window.ITEMS);
    }

    /**
     * Turns items into the {@link Iterator} that a blocking function wants to pull them from: the function runs as one
     * call of this wrapper and gets what is written to the sink. {@code hasNext} blocks until there is an item, or the
     * end; where a stream would throw an {@code IOException}, the iterator throws an {@code UncheckedIOException} with
     * it.
     *
     * <p>A sink takes its place at the door when it is created, and its reader a slot when its turn comes. A sink whose
     * reader is pending takes a window of items and then waits, so <b>one thread that feeds more sinks in turn than
     * there are slots waits for itself</b>: the readers with a slot wait for items, and the items wait behind a sink
     * without one. Nothing can resolve that but time: give the wrapper a {@link AsyncWrapperBuilder#pendingTimeout} and
     * the sinks that get no turn fail with an {@link AsyncTimeoutException} that says so, or give it as many slots as
     * sinks are fed at once. Under {@link Overflow#callerRuns()} a sink that would have to be read by the thread that
     * makes it fails, since that thread is to write.
     *
     * @param reader what pulls; checked exceptions are welcome
     * @param window as long as so many items wait to be pulled, {@code write} keeps its caller waiting; at least 1
     * @param <T> an item
     * @param <R> the reader's result
     * @return a new sink; if the call is refused, all its writes and {@code finish} fail with the refusal
     * @throws IllegalArgumentException if the window is below 1
     * @see AsyncSink
     */
    public <T, R extends @Nullable Object> AsyncSink<T, R> sink(
            ThrowingFunction<? super Iterator<T>, ? extends R> reader, int window) {
        Objects.requireNonNull(reader, "reader");
        return new Sink<>(view, Window.ofItems(window), intake -> reader.apply(new ItemIterator<T>(intake)));
    }

    /**
     * Turns chunks into the {@link InputStream} that a blocking function wants to read, with a window of 64 KiB, see
     * {@link #byteSink(ThrowingFunction, int)}.
     *
     * @param reader what reads; checked exceptions are welcome
     * @param <R> its result
     * @return a new sink
     */
    public <R extends @Nullable Object> AsyncByteSink<R> byteSink(
            ThrowingFunction<? super InputStream, ? extends R> reader) {
        return byteSink(reader, Window.BYTES);
    }

    /**
     * Turns chunks into the {@link InputStream} that a blocking function wants to read: the function runs as one call
     * of this wrapper and reads what the sink is given. What {@link #sink(ThrowingFunction, int)} says of turns holds
     * here, too.
     *
     * <p>One {@code read} into an array never crosses from one chunk into the next; {@code available} counts all that
     * waits; {@code transferTo} passes chunks that are in arrays on without copying them.
     *
     * @param reader what reads; checked exceptions are welcome
     * @param windowBytes as long as so many bytes wait to be read, {@code write} keeps its caller waiting; at least 1
     * @param <R> its result
     * @return a new sink; if the call is refused, all its writes and {@code finish} fail with the refusal
     * @throws IllegalArgumentException if the window is below 1
     * @see AsyncByteSink
     */
    public <R extends @Nullable Object> AsyncByteSink<R> byteSink(
            ThrowingFunction<? super InputStream, ? extends R> reader, int windowBytes) {
        Objects.requireNonNull(reader, "reader");
        return new ByteSink<>(view, Window.ofBytes(windowBytes), reader);
    }

    /**
     * Applies a blocking function to many elements, each as one call. The elements are pulled lazily and on this wrapper,
     * never on the calling thread, twice the limit of them at a time: memory is bounded by the results.
     *
     * @param source the elements; a {@code Stream} comes in as {@code stream::iterator}
     * @param function what to apply; checked exceptions are welcome
     * @param <A> the elements
     * @param <R> the results
     * @return the results, in the order of the source, in an unmodifiable list; the first failure cancels the rest
     * @see AsyncMapping for all the rules, and more forms
     */
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncFuture<List<R>> mapAll(
            Iterable<? extends A> source, ThrowingFunction<? super A, ? extends R> function) {
        return this.<A, R>mapping(function).all(source);
    }

    /**
     * Gives many elements to a blocking consumer, each as one call, as {@link #mapAll} does.
     *
     * @param source the elements; may be endless
     * @param consumer what takes an element; checked exceptions are welcome
     * @param <A> the elements
     * @return how many elements there were; the first failure cancels the rest
     */
    public <A extends @Nullable Object> AsyncFuture<Long> forEach(
            Iterable<? extends A> source, ThrowingConsumer<? super A> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        return this.<A, Boolean>mapping(element -> {
                    consumer.accept(element);
                    return true;
                })
                .forEach(source);
    }

    /**
     * Publishes the results of a blocking function for the elements of a publisher, in their order; each element is one
     * call. As many elements are requested as there is room for in the window, which is twice the limit.
     *
     * @param source the elements
     * @param function what to apply; checked exceptions are welcome; must not give null
     * @param <A> the elements
     * @param <R> the results
     * @return a publisher; each subscriber of it subscribes to the source anew
     * @see AsyncMapping#publish(Flow.Publisher)
     */
    public <A, R> Flow.Publisher<R> map(
            Flow.Publisher<? extends A> source, ThrowingFunction<? super A, ? extends R> function) {
        return this.<A, R>mapping(function).publish(source);
    }

    /**
     * Returns a function that is to be applied to many elements, so that options can be set: the window, the order, and
     * what becomes of failures.
     *
     * @param function what to apply; checked exceptions are welcome
     * @param <A> the elements
     * @param <R> the results
     * @return a mapping with all defaults
     */
    public <A extends @Nullable Object, R extends @Nullable Object> AsyncMapping<A, R> mapping(
            ThrowingFunction<? super A, ? extends R> function) {
        return new AsyncMapping<>(view, Objects.requireNonNull(function, "function"), 0, true);
    }

    /**
     * Makes a serial consumer: a blocking consumer that gets one item after another, in order, and never on two threads
     * at once. Each item is a call through a line of its own, in front of this wrapper, for one call at a time. A consumer
     * of a view with a key has its own order instead.
     *
     * @param consumer what consumes an item; checked exceptions are welcome
     * @param capacity how many items may wait, beside the one that is being consumed; at least 1
     * @param <T> the items
     * @return a new consumer, which takes nothing but memory while it is idle
     * @throws IllegalArgumentException if the capacity is below 1
     */
    public <T> AsyncConsumer<T> consumer(ThrowingConsumer<? super T> consumer, int capacity) {
        Objects.requireNonNull(consumer, "consumer");
        return SerialConsumer.single(view, Arguments.limit("capacity", capacity), consumer);
    }

    /**
     * Makes a serial consumer that gets several items at a time, for a backend with an interface for many, such as a
     * JDBC batch. Each item has a future of its own; those of a batch share its outcome. As many items may wait as calls
     * of this wrapper, and a batch at least.
     *
     * <p>The consumer is called when {@code maxBatch} items wait, when the first of them has waited for
     * {@code maxLinger}, when the consumer is {@linkplain AsyncConsumer#finish finished} or the wrapper closed, or when a
     * body of this wrapper waits for one of them; not before it has returned from the former batch. Waiting items hold no
     * thread and no slot.
     *
     * <p>A batch is never interrupted, since that would hit all its items: one that is cancelled or times out then has
     * its outcome, and the batch goes on. A batch runs in the context of its first item, see {@link ContextCapture}.
     *
     * @param consumer what consumes a batch, an unmodifiable list of at least one item; checked exceptions are welcome
     * @param maxBatch how many items it gets at a time at most; at least 1
     * @param maxLinger how long an item waits for others; zero for not at all, so that batches are what has come while
     *     the consumer was busy
     * @param <T> the items
     * @return a new consumer, which takes nothing but memory while it is idle
     * @throws IllegalArgumentException if {@code maxBatch} is below 1 or {@code maxLinger} negative
     */
    public <T> AsyncConsumer<T> batchConsumer(
            ThrowingConsumer<? super List<T>> consumer, int maxBatch, Duration maxLinger) {
        Objects.requireNonNull(consumer, "consumer");
        long lingerNanos = Durations.nonNegativeNanos("maxLinger", maxLinger);
        return SerialConsumer.batching(view, consumer, Arguments.limit("maxBatch", maxBatch), lingerNanos);
    }

    /**
     * Makes a publisher of what a blocking writer gives to a {@link Consumer}, with a window of 256 items, see
     * {@link #source(ThrowingConsumer, int)}.
     *
     * @param writer gives the items; checked exceptions are welcome
     * @param <T> an item
     * @return a publisher for one subscriber
     */
    public <T> Flow.Publisher<T> source(ThrowingConsumer<? super Consumer<T>> writer) {
        return source(writer, Window.ITEMS);
    }

    /**
     * Makes a publisher of what a blocking writer gives to a {@link Consumer}. Nothing happens until somebody
     * subscribes; then the writer runs as one call of this wrapper, submitted by {@code subscribe}. The writer may be
     * ahead of the demand by a window, and then {@code accept} blocks.
     *
     * <p><b>One subscriber.</b> A second one gets {@code onError} with an {@code IllegalStateException}.
     *
     * <p><b>Signals</b> come one after another on the wrapper's delivery threads, or the executor of {@link #deliverOn},
     * in the context of the subscribing thread; never on the writer's thread or in its slot, unless that executor runs
     * them there. A slow subscriber holds a delivery thread, not a slot, until the window is full. One that throws is
     * cancelled, which is logged.
     *
     * <p><b>The end.</b> What was written before the writer's end is delivered, as far as it is requested; then
     * {@code onComplete}, or {@code onError} with what the writer threw, with the refusal if the call was refused, or
     * with the {@link AsyncTimeoutException} if it timed out. After a timeout nothing more is taken, at once, but what
     * was taken before still comes first. Only if the call is cancelled, by {@code close} for example, is what has not
     * been delivered dropped. A request of zero or less drops it, too, and gives {@code onError} with an
     * {@code IllegalArgumentException}.
     *
     * <p><b>{@code cancel}</b> cancels the call, which interrupts the writer, drops what has not been delivered, and
     * forgets the subscriber; a signal that is under way may still come. A writer that is not interrupted
     * ({@link #uninterruptible}) or goes on notices it when it gives the next item.
     *
     * <p><b>For the writer.</b> {@code accept} throws {@code CancellationException} if the subscriber has cancelled, the
     * call has ended, or the thread is interrupted while it waits for room (the flag is set again); {@code
     * IllegalStateException} after the writer has returned; {@code NullPointerException} for null. A writer that goes on
     * after an item was not taken, and returns, ends in {@code onError} all the same. It may use another thread, but one
     * at a time.
     *
     * <p>A body of this wrapper that waits for the publisher's end needs a slot beside its own: the writer is not run in
     * place for it. Under {@link Overflow#callerRuns()} a writer that would have to run on the subscribing thread ends in
     * {@code onError}, since that thread may be the one that requests.
     *
     * @param writer gives the items; checked exceptions are welcome
     * @param window how many items may wait to be delivered; at least 1
     * @param <T> an item
     * @return a publisher for one subscriber
     * @throws IllegalArgumentException if the window is below 1
     */
    public <T> Flow.Publisher<T> source(ThrowingConsumer<? super Consumer<T>> writer, int window) {
        Objects.requireNonNull(writer, "writer");
        return new Source<>(view, Window.<T>ofItems(window), SourceFaces.items(writer));
    }

    /**
     * Makes a publisher of what a blocking writer writes to an {@link OutputStream}, with a window of 64 KiB, see
     * {@link #byteSource(ThrowingConsumer, int)}.
     *
     * @param writer writes; checked exceptions are welcome
     * @return a publisher for one subscriber
     */
    public Flow.Publisher<ByteBuffer> byteSource(ThrowingConsumer<? super OutputStream> writer) {
        return byteSource(writer, Window.BYTES);
    }

    /**
     * Makes a publisher of what a blocking writer writes to an {@link OutputStream}. It does what
     * {@link #source(ThrowingConsumer, int)} says, with these differences.
     *
     * <p>What is written is copied and collected into chunks of up to 8 KiB (of a window, if that is smaller);
     * {@code flush()} hands over a chunk that is not full, as do {@code close()} and the writer's end, also one by an
     * exception. A chunk belongs to the subscriber: nobody writes to it any more, and it may be kept. A timeout does not
     * hand over what was not flushed.
     *
     * <p>Where the consumer would throw {@code CancellationException}, the stream throws
     * {@code InterruptedIOException}, and after the writer has returned or has closed it {@code IOException}. Errors
     * stick.
     *
     * @param writer writes; checked exceptions are welcome
     * @param windowBytes how many bytes may wait to be delivered, beside the chunk that makes them so many; at least 1
     * @return a publisher for one subscriber
     * @throws IllegalArgumentException if the window is below 1
     */
    public Flow.Publisher<ByteBuffer> byteSource(ThrowingConsumer<? super OutputStream> writer, int windowBytes) {
        Objects.requireNonNull(writer, "writer");
        Window<ByteBuffer> window = Window.ofBytes(windowBytes);
        return new Source<>(view, window, SourceFaces.bytes(writer, window));
    }

    /**
     * Returns a view whose calls have an outcome at most that long after their submission. The shorter of this and the
     * deadline that calls have anyway holds: nested views only ever shrink it.
     *
     * @param timeout how long; positive
     * @return a view
     * @throws IllegalArgumentException if it is zero or negative
     * @see AsyncWrapperBuilder#timeout
     */
    public AsyncWrapper within(Duration timeout) {
        return new AsyncWrapper(view.within(Durations.positiveNanos("timeout", timeout)));
    }

    /**
     * Returns a view with a limit of its own: at most {@code limit} of this wrapper's slots have bodies of the view. Its
     * calls wait in a queue of their own, first in, first started; its first ones, as many as it has free slots, wait
     * among this wrapper's calls. So it neither fills nor starves this wrapper, nor other views. How many of its calls
     * may wait is this wrapper's number unless {@link #maxPending(int)} of the view says otherwise; whether a call comes
     * in depends on the view's numbers alone. Errors and {@link #stats()} of the view tell its own numbers.
     *
     * <p>A body that is run in place, see {@link AsyncFuture#join()}, needs no slot of the view.
     *
     * @param name the name in errors; not blank
     * @param limit how many bodies; at least 1
     * @return a view
     * @throws IllegalArgumentException if the name is blank or the limit below 1
     */
    public AsyncWrapper limitedTo(String name, int limit) {
        return new AsyncWrapper(view.limitedTo(Arguments.name("name", name), Arguments.limit("limit", limit)));
    }

    /**
     * Returns a view whose callbacks run on an executor, an event loop for example: also those registered without an
     * executor, whoever completes, cancels, joins or registers. The {@code *Async} methods without an executor use it,
     * too; one that is registered with an executor of its own runs there. If the executor refuses one, that runs on the
     * wrapper's delivery threads, and this is logged once. What it takes and never runs is lost, and with it the turn of
     * all who wait for {@link #ready()} behind.
     *
     * @param executor runs the callbacks
     * @return a view
     */
    public AsyncWrapper deliverOn(Executor executor) {
        return new AsyncWrapper(view.deliverOn(Objects.requireNonNull(executor, "executor")));
    }

    /**
     * Returns a view whose bodies are never interrupted, for bodies that use a shared {@code FileChannel}, say: an
     * interrupt would close it for everyone. Cancelling and timeouts set the outcomes as ever; a body can still say
     * how it is stopped, see {@link Cancellation}.
     *
     * @return a view
     */
    public AsyncWrapper uninterruptible() {
        return new AsyncWrapper(view.uninterruptible());
    }

    /**
     * Returns a view whose calls are called something, in errors ({@code NAME/LABEL - …}), in events and in
     * {@link #runningCalls()}.
     *
     * @param label the name of the calls; not blank
     * @return a view
     * @throws IllegalArgumentException if it is blank
     */
    public AsyncWrapper labelled(String label) {
        return new AsyncWrapper(view.labelled(Arguments.name("label", label)));
    }

    /**
     * Returns a view whose calls run one after another, in the order of their admission, while those of other keys run
     * beside them: {@code db.keyed(accountId).run(() -> ledger.post(entry))}. The keys are those of the whole wrapper,
     * through whichever view they come, and a key takes memory only while it has calls; this view may be kept or made
     * anew. A view that has a key gets the new one instead.
     *
     * <p>Keyed calls are pending calls of this wrapper like all others, and find or do not find room as those do; of one
     * key only the first waits for a slot, so that keys take turns. A call that is cancelled or times out in line leaves
     * it at once; one whose body is on a thread keeps its key waiting until the body returns. A body that waits for a
     * later call of its own key runs it in place, after those before it. Under {@link Overflow#callerRuns} a caller that
     * finds no room runs the calls before its own first, and waits while one of them is on another thread; it is refused
     * if it is interrupted meanwhile, or if the blocking end of a sink or source is among them.
     *
     * <p>What it does not do: it does not notice cycles. Two bodies of different keys that each wait for a call of the
     * other's key wait for ever, as with any two locks taken in different order; so does a body that waits for a call
     * without a key which in turn waits for a later call of that body's key. And bodies of one key that each wait for a
     * later call of it lie on top of one another: a backlog of some hundred such calls can fill a stack.
     *
     * @param key what tells the orders apart, by {@code hashCode}, which is asked once, here, and {@code equals}, which
     *     is also asked when a call is submitted
     * @return a view
     */
    public AsyncWrapper keyed(Object key) {
        return new AsyncWrapper(view.keyed(Objects.requireNonNull(key, "key")));
    }

    /**
     * Returns a view as a Guava executor service, with the whole contract of one. Its futures are {@link AsyncFuture}s.
     *
     * <ul>
     *   <li>A refused task is a thrown {@link AsyncRejectedException}, as the contract demands. What {@code execute}
     *       runs and throws goes to the thread's uncaught exception handler.
     *   <li>{@code shutdown} closes the view and nothing else. {@code awaitTermination} waits for the bodies that came
     *       through it. {@code shutdownNow} cancels them and returns one Runnable for each that never began; running
     *       one of those does nothing.
     *   <li>{@code invokeAll} and {@code invokeAny} also work from a body of this wrapper: it then runs the tasks in
     *       place if no slot is free.
     *   <li>{@code close}, which executor services have from Java 19 on, waits 30 seconds, then cancels, and waits the
     *       grace period.
     * </ul>
     *
     * @return a view; each one has its own life
     */
    public ListeningExecutorService asExecutorService() {
        return new ExecutorView(view.counting());
    }

    /**
     * Completes when a call would be admitted: at once if there is room, else when it is this waiter's turn. Waiters are
     * told one after the other, in the order of asking, each after the callbacks of the former have returned. It is a
     * hint: somebody else may submit in between. At most {@code maxPending} may wait. Callbacks on it run in the context of
     * whoever asked.
     *
     * @return completes normally when there is room; fails with {@link AsyncRejectedException}, reason {@code FULL} if
     *     too many wait, {@code CLOSED} if the wrapper is closed or is closed meanwhile. Cancelling it leaves the line
     */
    public AsyncFuture<Void> ready() {
        return view.queue().ready.add(view);
    }

    /**
     * Changes how many bodies may run at once, of this wrapper or of a view with a limit of its own. A larger limit
     * starts waiting calls at once; a smaller one stops no body, the surplus ends with the bodies. A call that has left
     * the queue counts as started.
     *
     * @param limit at least 1
     * @throws IllegalArgumentException if it is below 1
     */
    public void maxConcurrency(int limit) {
        view.door.limits(view.queue(), Arguments.limit("limit", limit), -1);
    }

    /**
     * Changes how many calls may wait, of this wrapper or of a view with a limit of its own. Those that wait already
     * stay.
     *
     * @param maxPending at least 0
     * @throws IllegalArgumentException if it is negative
     */
    public void maxPending(int maxPending) {
        view.door.limits(view.queue(), -1, Arguments.maxPending("maxPending", maxPending));
    }

    /**
     * Returns the figures of this moment. They are exact when nothing is going on, and whoever has read an outcome
     * finds it counted. Those of a wrapper include its views'.
     *
     * @return the figures
     */
    public AsyncStats stats() {
        return view.door.roster.stats(view.line);
    }

    /**
     * Returns the bodies that are on a thread now, those of views included, the ones that have been there longest first.
     *
     * @return the bodies; of a view with a limit of its own, the view's
     */
    public List<RunningCall> runningCalls() {
        return view.door.roster.runningCalls(view.line);
    }

    /**
     * Closes with a limit of 30 seconds, see {@link #close(Duration)}. The report is lost.
     *
     * @throws UnsupportedOperationException on {@link #shared()}
     */
    @Override
    public void close() {
        CloseReport unused = close(CLOSE_LIMIT);
    }

    /**
     * Stops admitting calls, lets what is running and pending finish, and returns when nothing is left: no call that
     * was ever submitted is then without an outcome. That of {@link #flatCall} is waited for as well.
     *
     * <p>At the limit the pending and running calls are cancelled, and the bodies interrupted. Bodies get the
     * {@linkplain AsyncWrapperBuilder#gracePeriod grace period} to return; those that do not are reported as stuck and
     * stay counted in {@link #stats()}. The wait includes the callbacks that the wrapper's delivery threads run. An
     * interrupt of the closing thread makes the limit end now and leaves the flag set.
     *
     * <p>May be called any number of times and by several threads: all get the same report, and the shortest limit
     * holds. A body or a callback of this wrapper may close it: it is not waited for. A given executor stays open.
     *
     * <p>Closing a view never closes the wrapper behind it: from then on calls through it, and through views of it, are
     * refused, and nothing more; the report is empty.
     *
     * @param limit how long calls may take to finish by themselves; zero for not at all
     * @return what became of the calls
     * @throws IllegalArgumentException if the limit is negative
     * @throws IllegalStateException on a thread marked as an event loop, see {@link LoopGuard}
     * @throws UnsupportedOperationException on {@link #shared()}
     */
    public CloseReport close(Duration limit) {
        long nanos = Durations.nonNegativeNanos("limit", limit);
        if (!view.isRoot()) {
            view.door.closeView(view);
            return new CloseReport(0, 0, 0, List.of());
        }
        if (view == Shared.WRAPPER.view) {
            throw new UnsupportedOperationException("the shared wrapper belongs to the whole process and is never "
                    + "closed: build one of your own if it is to be closed");
        }
        LoopGuard.check(view.door.name + " - close", "close it on another thread");
        return view.door.close(nanos);
    }

    /** The name, the counts, and whether it is open. */
    @Override
    public String toString() {
        return "AsyncWrapper " + view;
    }

    /** The only value of a Void is null, which no annotation can say of a type that callers write as Void. */
    @SuppressWarnings("NullAway")
    private AsyncFuture<Void> callVoid(Callable<@Nullable Void> body) {
        return view.submit(body);
    }
}

package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.OutcomeKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Records the life of the calls of one or more wrappers, and draws it as a timeline: when each call was submitted, how long
 * it was pending, when its body ran and on which thread, when it got its outcome, and how long the body went on after
 * that.
 *
 * <pre>{@code
 * Recorder recorder = Recorder.create();
 * AsyncWrapper db = AsyncWrapper.builder("db", 2).listener(recorder).build();
 * …
 * System.out.println(recorder.timeline());
 * Files.writeString(Path.of("timeline.svg"), recorder.svg());
 * }</pre>
 *
 * <p>It keeps the first 1,000 calls, or as many as one says, and counts the others. Safe for any thread; drawing while
 * calls go on shows them as they are at that moment. It holds on to the futures of the calls
 * that it keeps.
 *
 * <p>What it does not do: it does not record callbacks and derived stages, and it does not slow calls down but by a look
 * at the clock and at a map.
 */
public final class Recorder implements AsyncListener {
    private static final int CALLS = 1_000;

    private final LongSupplier nanoTime;

    /** Times are counted from here, so that a clock which overflows does no harm. */
    private final long origin;

    private final int maxCalls;
    private final AtomicInteger submitted = new AtomicInteger();
    private final ConcurrentLinkedQueue<RecordedCall> all = new ConcurrentLinkedQueue<>();
    private final Map<AsyncFuture<?>, RecordedCall> calls = new ConcurrentHashMap<>();

    private Recorder(LongSupplier nanoTime, int maxCalls) {
        if (maxCalls < 1) {
            throw new IllegalArgumentException("maxCalls must be at least 1, but was " + maxCalls);
        }
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        this.maxCalls = maxCalls;
    }

    /**
     * Returns a recorder that uses the clock of the JVM and keeps 1,000 calls.
     *
     * @return a new recorder
     */
    public static Recorder create() {
        return new Recorder(System::nanoTime, CALLS);
    }

    /**
     * Returns a recorder that uses the clock of a carrier and keeps 1,000 calls.
     *
     * @param carrier whose clock to use, a {@link DeterministicCarrier} for example
     * @return a new recorder
     */
    public static Recorder create(Carrier carrier) {
        return new Recorder(Objects.requireNonNull(carrier, "carrier")::nanoTime, CALLS);
    }

    /**
     * Returns a recorder like this one that keeps another number of calls.
     *
     * @param maxCalls how many calls; at least 1
     * @return a new recorder, which has recorded nothing
     * @throws IllegalArgumentException if it is less than 1
     */
    public Recorder keeping(int maxCalls) {
        return new Recorder(nanoTime, maxCalls);
    }

    /**
     * Draws the timeline as text, one line for each call in the order of submission: {@code .} while it was pending,
     * {@code #} while its body ran, {@code ~} while its body ran on though it had its outcome, {@code x} at the end of one
     * whose body never ran. Then what became of it.
     *
     * @return some lines, each with its end
     */
    public String timeline() {
        return new TextTimeline(snapshot()).toString();
    }

    /**
     * Draws the timeline as a picture, one row for each call in the order of submission. It needs nothing beside it, and
     * tells the figures of a call when the pointer is on it.
     *
     * @return an SVG document
     */
    public String svg() {
        return new SvgTimeline(snapshot()).toString();
    }

    private Timeline snapshot() {
        long now = now();
        List<Bar> bars = all.stream().map(call -> call.bar(now)).toList();
        return new Timeline(bars, Math.max(0, submitted.get() - maxCalls));
    }

    /** Records a call. */
    @Override
    public void submitted(Event call) {
        int number = submitted.incrementAndGet();
        if (number <= maxCalls) {
            RecordedCall recorded = new RecordedCall(number, call, now());
            calls.put(call.future(), recorded);
            all.add(recorded);
        }
    }

    /** Records the start of a body. */
    @Override
    public void started(Event call) {
        with(call, recorded -> recorded.started(now()));
    }

    /** Records an outcome. */
    @Override
    public void finished(Event call, OutcomeKind kind) {
        end(call, Ending.of(kind));
    }

    /** Records a refusal. */
    @Override
    public void rejected(Event call, Reason reason) {
        end(call, Ending.of(reason));
    }

    private void end(Event call, Ending ending) {
        with(call, recorded -> recorded.ended(now(), ending));
    }

    /** Records that the body goes on, and when it ends. */
    @Override
    public void detached(Event call) {
        with(call, recorded -> {
            recorded.detached();
            AsyncFuture<Void> unused = call.future().stopped().thenRun(() -> recorded.bodyEnded(now()));
        });
    }

    private long now() {
        return nanoTime.getAsLong() - origin;
    }

    private void with(Event call, Consumer<RecordedCall> change) {
        RecordedCall recorded = calls.get(call.future());
        if (recorded != null) {
            change.accept(recorded);
        }
    }

    /** Returns how many calls it has recorded. */
    @Override
    public String toString() {
        return "Recorder[" + all.size() + " of " + submitted.get() + " calls]";
    }
}

package io.github.asyncwrap.verification.chaos;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncWrapper;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** All ways through one door. */
final class Ways {
    static final int MOST = 64;
    static final int MOST_PENDING = 200;

    final Limited door;
    private final List<Limited> limits;
    private final Threads threads;
    private final List<Way> steady;

    /** Those that are executors; they are shut down now and then, and new ones come in their place. */
    private final AtomicReferenceArray<Way> executors;

    private final Queue<ListeningExecutorService> shutDown = new ConcurrentLinkedQueue<>();

    Ways(AsyncWrapper wrapper, int limit, Random random, Threads threads, Violations violations) {
        this.threads = threads;
        this.door = new Limited("the door", wrapper, limit, violations);
        int few = 1 + random.nextInt(8);
        Limited view = new Limited("a view", wrapper.limitedTo("view", few), few, violations);
        int fewer = 1 + random.nextInt(4);
        Limited inner = new Limited("a view's view", view.wrapper.limitedTo("inner", fewer), fewer, violations);
        this.limits = List.of(door, view, inner);
        Way straight = Way.of("door", wrapper, door);
        Way limited = Way.of("view", view.wrapper, door, view);
        Way nested = Way.of("inner", inner.wrapper, door, view, inner);
        this.steady = List.of(
                straight,
                limited,
                nested,
                straight.uninterruptible(),
                limited.then("labelled", view.wrapper.labelled("label")).uninterruptible(),
                straight.then("on the loop", wrapper.deliverOn(threads.loop())),
                nested.then("on the loop", inner.wrapper.deliverOn(threads.loop())));
        this.executors = new AtomicReferenceArray<>(new Way[] {
            straight.asExecutor(),
            limited.asExecutor(),
            nested.then("labelled", inner.wrapper.labelled("x")).asExecutor()
        });
    }

    Way any(Random random) {
        int which = random.nextInt(steady.size() + 2);
        if (which >= steady.size()) {
            return executors.get(random.nextInt(executors.length()));
        }
        Way way = steady.get(which);
        return switch (random.nextInt(12)) {
            case 0, 1 -> way.then("within", way.wrapper().within(Duration.ofNanos(1 + random.nextInt(3_000_000))));
            case 2 -> way.then("within long", way.wrapper().within(Duration.ofMillis(1 + random.nextInt(10_000_000))));
            case 3 -> way.then("labelled", way.wrapper().labelled("passing"));
            case 4 -> way.then("on the loop", way.wrapper().deliverOn(threads.loop()));
            default -> way;
        };
    }

    private Limited anyLimit(Random random) {
        return limits.get(random.nextInt(limits.size()));
    }

    void changeALimit(Random random) {
        // Few slots are where it is crowded, one is where nothing goes without a hand-over.
        anyLimit(random).change(1 + random.nextInt(random.nextBoolean() ? 3 : MOST));
    }

    void changeMaxPending(Random random) {
        anyLimit(random).wrapper.maxPending(random.nextInt(MOST_PENDING));
    }

    void replaceAnExecutor(Random random) {
        int which = random.nextInt(executors.length());
        Way old = executors.get(which);
        ListeningExecutorService executor = old.executor();
        if (executor == null || !executors.compareAndSet(which, old, old.asExecutor())) {
            return;
        }
        if (random.nextBoolean()) {
            executor.shutdown();
        } else {
            executor.shutdownNow().forEach(Runnable::run); // which does nothing
        }
        shutDown.add(executor);
        ListeningExecutorService former = shutDown.poll();
        if (former != null && !former.isTerminated()) {
            shutDown.add(former);
        }
    }

    /** At the end: no body is anywhere, and every executor says so. */
    void end(Violations violations) throws InterruptedException {
        for (Limited limit : limits) {
            if (limit.inside() != 0) {
                violations.add(limit.inside() + " bodies are left in " + limit.name);
            }
            AsyncStatsAtRest.check(limit.name, limit.wrapper.stats(), violations);
        }
        for (int i = 0; i < executors.length(); i++) {
            ListeningExecutorService executor = executors.get(i).executor();
            if (executor != null) {
                executor.shutdown();
                shutDown.add(executor);
            }
        }
        for (ListeningExecutorService executor : shutDown) {
            if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
                violations.add("an executor view does not terminate: " + executor);
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        limits.forEach(limit -> text.append(limit.name)
                .append(": at most ")
                .append(limit.most())
                .append("; "));
        return text.toString();
    }
}

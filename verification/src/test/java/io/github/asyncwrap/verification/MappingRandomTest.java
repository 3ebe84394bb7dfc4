package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncMapping;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

/**
 * Mappings of random sizes, windows and limits, with what can go wrong in the middle: each gives what it must give, in
 * order, within its window and its limit, and none hangs. {@code -Dmapping.runs=…} says how many on each carrier,
 * {@code -Dmapping.seed=…} from which seed on.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class MappingRandomTest {
    private static final int RUNS = Integer.getInteger("mapping.runs", 400);
    private static final long SEED = Long.getLong("mapping.seed", 1);
    private static final long PATIENCE_SECONDS = 30;

    private enum Trouble {
        NONE,
        ELEMENT,
        SOURCE,
        CANCEL,
        TIMEOUT,
        CLOSE
    }

    private enum Form {
        ALL(false),
        FOR_EACH(false),
        SETTLE(false),
        PUBLISH(true),
        PUBLISH_PUBLISHER(true),
        SETTLED(true);

        final boolean publishes;

        Form(boolean publishes) {
            this.publishes = publishes;
        }
    }

    private static <E> E oneOf(E[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    @OnEveryCarrier
    void mapping_ofAnyKind_givesWhatItMust(Carried carried) throws Exception {
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            Run run = new Run(carried, new Random(seed));
            try {
                run.play();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + " on " + carried + ": " + run, failure);
            }
        }
    }

    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Run {
        private final Carried carried;
        private final Random random;
        private final int size;
        private final int limit;
        private final int window;
        private final boolean ordered;
        private final Trouble trouble;
        private final int at;
        private final Form form;
        private final int maxPending;
        private final long demand;

        private final AtomicInteger between = new AtomicInteger();
        private final AtomicInteger mostBetween = new AtomicInteger();
        private final AtomicInteger bodies = new AtomicInteger();
        private final AtomicInteger mostBodies = new AtomicInteger();
        private final AtomicInteger reached = new AtomicInteger();

        Run(Carried carried, Random random) {
            this.carried = carried;
            this.random = random;
            this.size = random.nextInt(random.nextBoolean() ? 8 : 120);
            this.limit = 1 + random.nextInt(4);
            this.window = 1 + random.nextInt(9);
            this.ordered = random.nextBoolean();
            this.trouble = oneOf(Trouble.values(), random);
            this.at = size == 0 ? 0 : random.nextInt(size);
            this.form = oneOf(Form.values(), random);
            this.maxPending = random.nextInt(4);
            this.demand = random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(3);
        }

        private boolean isPublisher() {
            return form.publishes;
        }

        private boolean settles() {
            return form == Form.SETTLE || form == Form.SETTLED;
        }

        void play() throws Exception {
            AsyncWrapper door = carried.wrapper(limit, options -> options.maxPending(maxPending));
            AsyncWrapper db =
                    trouble == Trouble.TIMEOUT ? door.within(Duration.ofNanos(1 + random.nextInt(3_000_000))) : door;
            AsyncMapping<Integer, Integer> mapping = db.mapping(this::body);
            mapping = mapping.window(window);
            mapping = ordered ? mapping : mapping.unordered();
            try {
                if (isPublisher()) {
                    playPublisher(door, mapping);
                } else {
                    playFuture(door, mapping);
                }
            } finally {
                door.close(Duration.ZERO);
            }
            assertThat(mostBodies.get()).isLessThanOrEqualTo(limit);
            // One form has another window in front; in another, what times out is in the result before its body ends.
            if (form != Form.PUBLISH_PUBLISHER && !(form == Form.SETTLE && trouble == Trouble.TIMEOUT)) {
                // A publisher lets the next one be pulled as it is about to give one to the subscriber.
                assertThat(mostBetween.get()).isLessThanOrEqualTo(window + (isPublisher() ? 1 : 0));
            }
            assertThat(door.stats().running() + door.stats().pending()).isZero();
        }

        private int body(Integer element) {
            mostBodies.accumulateAndGet(bodies.incrementAndGet(), Math::max);
            try {
                for (int yields = element * 7 % 5; yields > 0; yields--) {
                    Thread.yield();
                }
                reached.accumulateAndGet(element, Math::max);
                if (trouble == Trouble.ELEMENT && element == at) {
                    throw new Broken();
                }
                return 2 * element;
            } finally {
                bodies.decrementAndGet();
                if (!isPublisher()) {
                    between.decrementAndGet();
                }
            }
        }

        private Iterator<Integer> elements() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < size;
                }

                @Override
                public Integer next() {
                    if (next >= size) {
                        throw new NoSuchElementException();
                    }
                    if (trouble == Trouble.SOURCE && next == at) {
                        throw new Broken();
                    }
                    mostBetween.accumulateAndGet(between.incrementAndGet(), Math::max);
                    return next++;
                }
            };
        }

        /** What goes wrong from outside, when the mapping has come to a place. */
        private void disturb(AsyncWrapper door, Runnable cancel) {
            if (trouble == Trouble.CANCEL || trouble == Trouble.CLOSE) {
                int turns = random.nextInt(2_000);
                for (int i = 0; i < turns && reached.get() < at; i++) {
                    Thread.yield();
                }
                if (trouble == Trouble.CANCEL) {
                    cancel.run();
                } else {
                    door.close(random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(10));
                }
            }
        }

        private void playFuture(AsyncWrapper door, AsyncMapping<Integer, Integer> mapping) throws Exception {
            AsyncFuture<?> result = form == Form.ALL
                    ? mapping.all(this::elements)
                    : form == Form.SETTLE ? mapping.settle(this::elements) : mapping.forEach(this::elements);
            disturb(door, () -> result.cancel(true));
            Object value = null;
            Throwable failure = null;
            try {
                value = result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException failed) {
                failure = failed.getCause();
            } catch (CancellationException cancelled) {
                failure = cancelled;
            }
            result.stopped().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(bodies.get()).isZero();
            assertEnd(failure);
            if (failure == null && form == Form.FOR_EACH) {
                assertThat(value).isEqualTo((long) size);
            } else if (failure == null) {
                assertValues((List<?>) Objects.requireNonNull(value), size);
            }
        }

        private void playPublisher(AsyncWrapper door, AsyncMapping<Integer, Integer> mapping) throws Exception {
            Received<Object> received = new Received<>(demand) {
                @Override
                void onItem(Object item) {
                    between.decrementAndGet();
                    if (demand != Long.MAX_VALUE && count % demand == 0) {
                        awaitSubscription().request(demand);
                    }
                }
            };
            subscribe(door, mapping, received);
            disturb(door, () -> received.awaitSubscription().cancel());
            if (trouble == Trouble.CANCEL) {
                Spin.until(() -> door.stats().running() + door.stats().pending() == 0);
                assertThat(received.violation).isNull();
                return;
            }
            Throwable failure = received.end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(received.violation).isNull();
            assertEnd(failure);
            assertValues(received.items, failure == null ? size : received.items.size());
            if (trouble == Trouble.SOURCE && failure != null) {
                assertThat(received.items).hasSize(at); // what was before it has arrived
            }
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private void subscribe(AsyncWrapper door, AsyncMapping<Integer, Integer> mapping, Received received) {
            switch (form) {
                case PUBLISH -> mapping.publish(this::elements).subscribe(received);
                case SETTLED -> mapping.settled(this::elements).subscribe(received);
                default ->
                    mapping.publish(door.mapping((Integer i) -> i)
                                    .window(1 + random.nextInt(5))
                                    .publish(this::elements))
                            .subscribe(received);
            }
        }

        private void assertEnd(@Nullable Throwable failure) {
            switch (trouble) {
                case NONE -> assertThat(failure).isNull();
                case ELEMENT -> {
                    if (settles() || size == 0) {
                        assertThat(failure).isNull();
                    } else {
                        assertThat(failure).isInstanceOf(Broken.class);
                    }
                }
                case SOURCE -> {
                    if (size == 0) {
                        assertThat(failure).isNull();
                    } else {
                        assertThat(failure).isInstanceOf(Broken.class);
                    }
                }
                default -> {
                    if (failure != null) {
                        assertThat(failure)
                                .isInstanceOfAny(
                                        CancellationException.class,
                                        AsyncTimeoutException.class,
                                        AsyncRejectedException.class);
                    }
                }
            }
        }

        private void assertValues(List<?> values, int expected) {
            assertThat(values).hasSize(expected);
            List<Integer> numbers = new ArrayList<>();
            int failures = 0;
            for (Object value : values) {
                Object number = value instanceof Outcome.Success<?> success ? success.value() : value;
                if (number instanceof Integer found) {
                    numbers.add(found);
                } else {
                    failures++;
                }
            }
            if (trouble == Trouble.NONE || trouble == Trouble.SOURCE) {
                assertThat(failures).isZero();
            } else if (trouble == Trouble.ELEMENT && size > 0) {
                assertThat(failures).isEqualTo(settles() ? 1 : 0);
            }
            assertThat(numbers).doesNotHaveDuplicates();
            if (ordered) {
                assertThat(numbers).isSorted();
            }
            if (failures == 0 && ordered) {
                assertThat(numbers)
                        .isEqualTo(IntStream.range(0, expected)
                                .map(i -> 2 * i)
                                .boxed()
                                .toList());
            }
        }

        @Override
        public String toString() {
            return form + " size=" + size + " limit=" + limit + " window=" + window + (ordered ? "" : " unordered")
                    + " maxPending=" + maxPending + " demand=" + demand + " " + trouble + " at " + at;
        }
    }
}

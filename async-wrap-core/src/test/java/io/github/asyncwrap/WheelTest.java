package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** White box: the wheel does what a sorted map would, for ticks on all its levels. */
class WheelTest {
    private static final int SEEDS = 300;
    private static final int STEPS = 2_000;
    private static final int TICK_BITS = 47;

    private final Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.given(task -> {}));
    private final Call<String> call = door.root.newCall(() -> "row");

    private Deadline deadline(long tick) {
        return new Deadline(Deadline.Kind.OUTCOME, call, tick);
    }

    @Test
    void operations_anyOfThem_doWhatASortedMapDoes() {
        for (int seed = 0; seed < SEEDS; seed++) {
            new Model(seed).run();
        }
    }

    /** A wheel, and what should be in it by the tick at which it counts. */
    private final class Model {
        private final Random random;
        private final String seed;
        private final Wheel wheel = new Wheel();
        private final TreeMap<Long, Set<Deadline>> expected = new TreeMap<>();
        private final IdentityHashMap<Deadline, Long> ticks = new IdentityHashMap<>();
        private final List<Deadline> all = new ArrayList<>();
        private long elapsed;

        Model(int seed) {
            this.random = new Random(seed);
            this.seed = "seed " + seed;
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2, 3 -> add();
                    case 4, 5 -> remove();
                    case 6 -> skip();
                    default -> poll(elapsed + anyMagnitude(random.nextInt(TICK_BITS)));
                }
                look();
            }
            poll((1L << (TICK_BITS + 1)) - 1);
            assertThat(expected).as(seed).isEmpty();
            assertThat(wheel.next()).as(seed).isEqualTo(Wheel.NEVER);
        }

        /** Small numbers as often as large ones, and not beyond what the levels hold. */
        private long anyMagnitude(int bits) {
            long number = random.nextLong() >>> (Long.SIZE - 1 - bits);
            return Math.min(number, (1L << TICK_BITS) - 1 - elapsed);
        }

        private void add() {
            // Also ticks that have passed: they count as the next one.
            long tick = elapsed - random.nextInt(3) + anyMagnitude(random.nextInt(TICK_BITS));
            Deadline added = deadline(tick);
            long counts = Math.max(tick, elapsed + 1);
            wheel.add(added);
            all.add(added);
            ticks.put(added, counts);
            expected.computeIfAbsent(counts, key -> new HashSet<>()).add(added);
        }

        private void remove() {
            if (!all.isEmpty()) {
                Deadline removed = all.get(random.nextInt(all.size())); // perhaps not in it any more
                wheel.remove(removed);
                assertThat(removed.previous).as(seed).isNull();
                forget(removed);
            }
        }

        private void forget(Deadline deadline) {
            Long tick = ticks.remove(deadline);
            if (tick != null) {
                expected.computeIfPresent(tick, (key, there) -> {
                    there.remove(deadline);
                    return there.isEmpty() ? null : there;
                });
            }
        }

        private void skip() {
            long to = elapsed + anyMagnitude(random.nextInt(TICK_BITS));
            if (to > elapsed && wheel.next() > to) {
                elapsed = to;
            }
            wheel.skipTo(to);
        }

        private void poll(long now) {
            for (Deadline due; (due = wheel.poll(now)) != null; ) {
                assertThat(expected).as(seed).isNotEmpty();
                assertThat(ticks.get(due))
                        .as(seed)
                        .isEqualTo(expected.firstKey())
                        .isLessThanOrEqualTo(now);
                elapsed = Math.max(elapsed, expected.firstKey());
                forget(due);
            }
            assertThat(expected.headMap(now, true)).as(seed).isEmpty();
            elapsed = Math.max(elapsed, now);
        }

        /** The next visit is not too late, and not for nothing. */
        private void look() {
            long next = wheel.next();
            if (expected.isEmpty()) {
                assertThat(next).as(seed).isEqualTo(Wheel.NEVER);
            } else {
                assertThat(next).as(seed).isGreaterThan(elapsed).isLessThanOrEqualTo(expected.firstKey());
            }
        }
    }

    /** All of them come to lower levels together, or the far one is in front of those that are due. */
    @Test
    void poll_severalInOneHigherSlot_theNearerIsNotLate() {
        for (int level = 1; level < 8; level++) {
            long slot = 1L << (6 * level);
            Wheel wheel = new Wheel();
            Deadline nearer = deadline(slot + 1);
            Deadline far = deadline(2 * slot - 1);
            wheel.add(nearer);
            wheel.add(far);
            assertThat(wheel.poll(slot + 1)).as("level " + level).isSameAs(nearer);
            assertThat(wheel.poll(2 * slot - 2)).as("level " + level).isNull();
            assertThat(wheel.poll(2 * slot - 1)).as("level " + level).isSameAs(far);
        }
    }

    @Test
    void poll_aFarDeadline_isMovedAtMostOnceForEachLevel() {
        Wheel wheel = new Wheel();
        long tick = (1L << TICK_BITS) - 1;
        Deadline far = deadline(tick);
        wheel.add(far);
        int visits = 0;
        for (Deadline due = null; due == null; visits++) {
            due = wheel.poll(wheel.next());
        }
        assertThat(visits).isLessThanOrEqualTo(8);
        assertThat(wheel.next()).isEqualTo(Wheel.NEVER);
    }

    @Test
    void remove_oneOfMany_letsGoOfItsNeighbours() {
        Wheel wheel = new Wheel();
        List<Deadline> same = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            same.add(deadline(5));
            wheel.add(same.get(i));
        }
        wheel.remove(same.get(1));
        wheel.remove(same.get(1)); // does nothing if it is not in
        assertThat(same.get(1).previous).isNull();
        assertThat(same.get(1).next).isNull();
        assertThat(wheel.poll(4)).isNull();
        assertThat(List.of(wheel.poll(5), wheel.poll(5))).containsExactlyInAnyOrder(same.get(0), same.get(2));
        assertThat(wheel.poll(5)).isNull();
    }
}

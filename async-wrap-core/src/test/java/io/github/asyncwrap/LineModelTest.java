package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** White box, one thread: whatever is done to a door with views of views, in whatever order, its figures are right. */
@SuppressWarnings("FutureReturnValueIgnored")
class LineModelTest {
    private static final int STEPS = 4_000;

    private final Door door = new Door(AsyncWrapper.builder("db", 4).maxPending(6), Carriers.given(task -> {}));
    private final List<View> views = new ArrayList<>();
    private final List<Call<?>> open = new ArrayList<>();
    private final List<Call<?>> begun = new ArrayList<>();
    private final Map<Call<?>, Runner> runners = new HashMap<>();
    private final Map<Call<?>, Integer> numbers = new HashMap<>();
    private final Map<Line, Integer> lastTaken = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void figures_afterAnything_areThoseOfTheCalls(long seed) {
        Random random = new Random(seed);
        View outer = door.root.limitedTo("outer", 2);
        View inner = outer.limitedTo("inner", 1);
        View sibling = outer.limitedTo("sibling", 2);
        View other = door.root.limitedTo("other", 3);
        View counting = inner.counting();
        views.addAll(List.of(door.root, outer, inner, sibling, other, counting, inner.labelled("x")));
        for (int step = 0; step < STEPS; step++) {
            step(random);
            check();
        }
        while (!open.isEmpty() || !begun.isEmpty()) {
            take();
            if (!begun.isEmpty()) {
                end(begun.get(0));
            }
            open.removeIf(call -> call.isDone());
            check();
        }
        for (View view : views) {
            assertThat(view.line.running + view.line.pending + view.line.detached)
                    .isZero();
            assertThat(view.line.isQuiet()).isTrue();
        }
        assertThat(door.lines).isEmpty();
    }

    private void step(Random random) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> submit(views.get(random.nextInt(views.size())));
            case 3 -> take();
            case 4, 5 -> {
                if (!begun.isEmpty()) {
                    end(begun.get(random.nextInt(begun.size())));
                }
            }
            case 6 -> {
                if (!open.isEmpty()) {
                    open.get(random.nextInt(open.size())).cancel(false);
                }
            }
            default -> {
                View view = views.get(random.nextInt(views.size()));
                door.limits(
                        view.queue(),
                        random.nextBoolean() ? -1 : 1 + random.nextInt(4),
                        random.nextBoolean() ? -1 : random.nextInt(6));
            }
        }
        open.removeIf(call -> call.isDone() && !begun.contains(call));
    }

    private void submit(View view) {
        Line line = view.queue();
        int mine = line.running + line.pendingHere();
        boolean room = mine < line.limit + line.maxPending;
        Call<String> call = view.newCall(() -> "row");
        door.admission.submit(call);
        assertThat(call.isDone()).isEqualTo(!room);
        if (room) {
            numbers.put(call, numbers.size());
            open.add(call);
        }
    }

    /** This thread is a runner that has been counted, got its thread, and takes a call. */
    private void take() {
        if (begun.size() < door.limit() && !door.line.isEmpty()) {
            Runner runner = new Runner(door);
            Call<?> call = door.slots.comeBack(runner);
            taken(runner, call == null && door.line.first() != null ? door.slots.begin(runner) : call);
        }
    }

    private void taken(Runner runner, @Nullable Call<?> call) {
        if (call == null) {
            return;
        }
        runners.put(call, runner);
        int number = Objects.requireNonNull(numbers.get(call));
        Integer before = lastTaken.put(call.view().queue(), number);
        assertThat(before == null || before < number)
                .as("first in, first started")
                .isTrue();
        assertThat(call.begin(Thread.currentThread(), 0)).isNotNull();
        begun.add(call);
    }

    private void end(Call<?> call) {
        Runner runner = Objects.requireNonNull(runners.remove(call));
        runner.stays = true;
        assertThat(door.slots.bodyEnded(runner, call, OutcomeKind.SUCCEEDED, false))
                .isTrue();
        begun.remove(call);
        if (runner.decided) {
            call.publishOwn(null, null, OutcomeKind.SUCCEEDED);
        } else {
            call.returned(null, null);
        }
        if (runner.next != null) {
            taken(runner, runner.next);
        }
        open.remove(call);
    }

    private void check() {
        for (View view : views) {
            Line line = view.line;
            long running = begun.stream()
                    .filter(call -> call.view().line.isUnder(line))
                    .count();
            long pending = open.stream()
                    .filter(call ->
                            call.state() == Call.QUEUED && call.view().line.isUnder(line))
                    .count();
            assertThat(line.running).isEqualTo((int) running);
            assertThat(line.pending).isEqualTo((int) pending);
            Line queue = view.queue();
            if (line == queue && line != door.line) {
                int promoted = line.pendingHere() - line.pending().size();
                long above = open.stream()
                        .filter(call -> call.state() == Call.QUEUED
                                && call.view().line.isUnder(line)
                                && call.waitsIn != line
                                && !(call.waitsIn != null && call.waitsIn.isUnder(line)))
                        .count();
                assertThat(promoted).isEqualTo((int) above);
                assertThat(line.isEmpty() || line.running + promoted >= line.limit)
                        .as("no free slot while somebody waits")
                        .isTrue();
                assertThat(promoted == 0 || line.running + promoted <= line.limit)
                        .as("no more turns than slots")
                        .isTrue();
            }
        }
    }
}

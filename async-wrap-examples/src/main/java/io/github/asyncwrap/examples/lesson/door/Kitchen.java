package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Three blocking calls, a wrapper with room for all of them, and a cook who ends them one after another. */
final class Kitchen implements AutoCloseable {
    /** So long that only what has gone wrong takes longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The door. */
    final AsyncWrapper door = AsyncWrapper.of("kitchen", 3);

    final Pause tea;
    final Pause egg;
    final Pause toast;

    private final Duration pace;

    Kitchen(String topic, Timeline picture, Duration pace) {
        this.pace = pace;
        tea = new Pause("tea", picture, topic + ": tea", PATIENCE);
        egg = new Pause("egg", picture, topic + ": egg", PATIENCE);
        toast = new Pause("toast", picture, topic + ": toast", PATIENCE);
    }

    /** All three, on their way. */
    List<AsyncFuture<String>> callAll() {
        return List.of(door.call(tea), door.call(egg), door.call(toast));
    }

    /** Lets a call go on for a while, for those who watch, and then end. */
    void end(Pause call) throws LessonException, InterruptedException {
        cook();
        call.end();
    }

    void end(Pause... inThisOrder) throws LessonException, InterruptedException {
        for (Pause call : inThisOrder) {
            end(call);
        }
    }

    /** Waits until all three are on a thread. */
    void awaitBegun() throws LessonException, InterruptedException {
        tea.awaitBegun();
        egg.awaitBegun();
        toast.awaitBegun();
    }

    /** Lets a call fail after a while. */
    void fail(Pause call) throws LessonException, InterruptedException {
        cook();
        call.fail();
    }

    private void cook() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(pace.toNanos());
    }

    /** Ends what has not ended; no thread is left. */
    @Override
    public void close() {
        tea.giveUp();
        egg.giveUp();
        toast.giveUp();
        door.close();
    }
}

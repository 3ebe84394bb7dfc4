package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.examples.lesson.Timeline;
import io.github.asyncwrap.examples.lesson.Timeline.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A blocking call: it counts down, and after each number its thread waits for the loop's next tick. If it were done on the
 * loop itself, it would wait for ever.
 *
 * @param name what it is called
 * @param from the first number; the last one is 1
 * @param start where it waits for the others, so that all count at the same time
 * @param ticks what it waits for
 * @param out where it says its numbers
 * @param picture where it draws them
 * @param row where in the picture
 */
record Countdown(
        String name,
        int from,
        CountDownLatch start,
        TickCount ticks,
        Consumer<String> out,
        Timeline picture,
        String row)
        implements Callable<Countdown.Result> {

    /** How many ticks there were. */
    static final class TickCount {
        private long count;

        synchronized void add() {
            count++;
            notifyAll();
        }

        synchronized long get() {
            return count;
        }

        /** Waits for one that has not come yet. */
        synchronized void awaitNext() throws InterruptedException {
            long now = count;
            while (count == now) {
                wait();
            }
        }
    }

    /**
     * What came of it.
     *
     * @param numbers that it has counted
     * @param thread on which it was
     */
    record Result(List<Integer> numbers, String thread) {}

    @Override
    public Result call() throws InterruptedException {
        String thread = Thread.currentThread().getName();
        List<Integer> numbers = new ArrayList<>();
        start.countDown();
        start.await();
        for (int number = from; number > 0; number--) {
            long begun = picture.now();
            numbers.add(number);
            out.accept("    " + name + " " + number + ", on " + thread);
            ticks.awaitNext(); // the thread stands here
            picture.until(row, Integer.toString(number), begun, number % 2 == 0 ? Kind.GOOD : Kind.WORK);
        }
        return new Result(numbers, thread);
    }
}

package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.Timeline;
import io.github.asyncwrap.examples.lesson.Timeline.Kind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A blocking call in the hands of whoever made it: it waits until it is told to return, or to fail. An interrupt ends it,
 * too. It stands for a slow query, or a download; only that here nothing is left to luck.
 */
final class Pause implements Callable<String> {
    private final String name;
    private final Timeline picture;
    private final String row;
    private final Duration patience;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean failing;
    private volatile boolean interrupted;

    /**
     * One that has not begun.
     *
     * @param name its result
     * @param picture where it draws how long it took
     * @param row where in the picture
     * @param patience how long it may take until it is on a thread, or off it, before that is a failure
     */
    Pause(String name, Timeline picture, String row, Duration patience) {
        this.name = name;
        this.picture = picture;
        this.row = row;
        this.patience = patience;
    }

    @Override
    public String call() throws InterruptedException {
        long from = picture.now();
        begun.countDown();
        try {
            told.await(); // the thread stands here
            picture.until(row, failing ? "failed" : "returned", from, failing ? Kind.BAD : Kind.GOOD);
        } catch (InterruptedException e) {
            interrupted = true;
            picture.until(row, "interrupted", from, Kind.WAIT);
            throw e;
        } finally {
            ended.countDown();
        }
        if (failing) {
            throw new IllegalStateException("no " + name + " today");
        }
        return name;
    }

    /** Waits until it is on a thread, lets it return, and waits until it is about to. */
    void end() throws LessonException, InterruptedException {
        awaitBegun();
        told.countDown();
        await(ended, "has not ended");
    }

    /** The same, but it fails. */
    void fail() throws LessonException, InterruptedException {
        failing = true;
        end();
    }

    /** Waits until it is on a thread. */
    void awaitBegun() throws LessonException, InterruptedException {
        await(begun, "is not on a thread");
    }

    /** Not for ever: a wrapper that lost a call would else be told by nothing but a demo that hangs. */
    private void await(CountDownLatch event, String complaint) throws LessonException, InterruptedException {
        if (!event.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new LessonException(
                    "The call for " + name + " " + complaint + ", after " + patience.toMillis() + " ms");
        }
    }

    /** Lets it return if it is, or ever comes, on a thread. */
    void giveUp() {
        told.countDown();
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    boolean isInterrupted() {
        return interrupted;
    }
}

package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.examples.lesson.Timeline;
import io.github.asyncwrap.examples.lesson.Timeline.Kind;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * A blocking call in the hands of whoever made it: it waits until it is told to return, or to fail. An interrupt ends it,
 * too. It stands for a slow query, or a download; only that here nothing is left to luck.
 */
final class Pause implements Callable<String> {
    private final String name;
    private final Timeline picture;
    private final String row;
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
     */
    Pause(String name, Timeline picture, String row) {
        this.name = name;
        this.picture = picture;
        this.row = row;
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
    void end() throws InterruptedException {
        begun.await();
        told.countDown();
        ended.await();
    }

    /** The same, but it fails. */
    void fail() throws InterruptedException {
        failing = true;
        end();
    }

    /** Waits until it is on a thread. */
    void awaitBegun() throws InterruptedException {
        begun.await();
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

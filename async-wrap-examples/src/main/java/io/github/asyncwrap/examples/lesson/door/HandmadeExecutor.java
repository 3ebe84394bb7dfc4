package io.github.asyncwrap.examples.lesson.door;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An executor as anybody can write one: a queue, and threads that take tasks from it. The JDK's pools are no more than that
 * at heart.
 *
 * <p>A wrapper that is given an executor asks three things of it, and this one keeps them:
 *
 * <ul>
 *   <li>It has threads of its own. One that ran a task on the thread that hands it in would block exactly those who must not
 *       be blocked.
 *   <li>It has room for as many tasks as the wrapper lets through at once.
 *   <li>Where there is no room it refuses, and does not wait: {@code execute} may be called on an event loop.
 * </ul>
 */
final class HandmadeExecutor implements Executor, AutoCloseable {
    private final String name;
    private final int capacity;
    private final List<Thread> threads;

    /** Guards all below, and is where idle threads wait. */
    private final Object lock = new Object();

    private final Queue<Runnable> queue = new ArrayDeque<>();
    private boolean closed;

    /**
     * Starts the threads.
     *
     * @param name of the threads, which get a number besides
     * @param size how many there are
     * @param capacity how many tasks may wait
     */
    HandmadeExecutor(String name, int size, int capacity) {
        this.name = name;
        this.capacity = capacity;
        threads = IntStream.rangeClosed(1, size)
                .mapToObj(number -> new Thread(this::work, name + "-" + number))
                .toList();
        threads.forEach(Thread::start);
    }

    @Override
    public void execute(Runnable task) {
        synchronized (lock) {
            if (closed || queue.size() == capacity) {
                throw new RejectedExecutionException(
                        closed ? name + " is closed" : name + " is full: " + capacity + " tasks wait");
            }
            queue.add(task);
            lock.notify(); // one task, so one thread
        }
    }

    /** What each thread does all its life. */
    private void work() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (Throwable thrown) {
                // Told, and that is all: a thread that died of it would be missing for every later task.
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
            }
        }
    }

    /** Waits for a task; null when there will be none. */
    private @Nullable Runnable next() {
        synchronized (lock) {
            while (queue.isEmpty() && !closed) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    // Meant for a task that is over. What ends this thread is close().
                }
            }
            // Whatever interrupt has come until now was meant for the task before. It has to go here, after the wait,
            // since
            // a thread that finds a task at once does not wait at all; from here on an interrupt is for the next task.
            boolean unused = Thread.interrupted();
            return queue.poll();
        }
    }

    /** Takes no more tasks, and returns when those that it has are done and its threads have ended. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        threads.forEach(Uninterruptibles::joinUninterruptibly);
    }
}

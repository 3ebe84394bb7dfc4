package io.github.asyncwrap.examples.lesson.net;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop: one thread that waits for channels, for tasks of other threads and for time, and does one thing after
 * another. What belongs to it needs no lock; what runs on it must not block.
 */
final class ChatLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChatLoop.class);

    private final Selector selector;
    private final Thread thread;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(timer -> timer.at));
    private final Queue<Runnable> tasks = new ArrayDeque<>(); // guarded by itself
    private boolean isClosing; // guarded by tasks

    /** What is to be done when a channel is ready. */
    interface Handler {
        void ready(SelectionKey key);
    }

    private record Question<T>(Callable<T> question, CompletableFuture<T> answer) implements Runnable {

        @Override
        public void run() {
            try {
                answer.complete(question.call());
            } catch (Throwable e) { // an error, too: somebody waits for the answer
                answer.completeExceptionally(e);
            }
        }
    }

    /** What is to be done later, and can be taken back. */
    final class Timer {
        private final long at;
        private final Runnable task;

        private Timer(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }

        /** It will not be done, and nothing that belongs to it is kept. On the loop only. */
        void cancel() {
            timers.remove(this);
        }
    }

    /**
     * Starts its thread.
     *
     * @param name of the thread
     * @throws IOException if the system has no selector left
     */
    ChatLoop(String name) throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Runs a task on the loop, soon. Tasks of one thread run in order.
     *
     * @throws RejectedExecutionException if the loop has ended
     */
    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            if (isClosing && !isHere()) {
                throw new RejectedExecutionException(thread.getName() + " has ended");
            }
            tasks.add(task);
        }
        selector.wakeup();
    }

    /** What a question gives that is asked on the loop; it fails if the loop has ended. */
    <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            execute(new Question<>(question, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /** As the other, for an answer that comes later still. */
    <T> CompletableFuture<T> askLater(Callable<? extends CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ask(() -> question.call().whenComplete((value, failure) -> {
                    if (failure == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                }))
                .exceptionally(failure -> {
                    answer.completeExceptionally(failure);
                    return null;
                });
        return answer;
    }

    /** Runs a task when so much time has gone by. On the loop only. */
    Timer after(long nanos, Runnable task) {
        Timer timer = new Timer(System.nanoTime() + nanos, task);
        timers.add(timer);
        return timer;
    }

    /** How many tasks wait for their time. On the loop only. */
    int timers() {
        return timers.size();
    }

    /** Runs a handler whenever a channel is ready. On the loop only. */
    SelectionKey register(SelectableChannel channel, int interest, Handler handler) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, interest, handler);
    }

    private boolean isHere() {
        return Thread.currentThread() == thread;
    }

    private void run() {
        try {
            while (runTasks()) {
                selector.select(runTimers());
                Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
                while (ready.hasNext()) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    if (key.isValid() && key.attachment() instanceof Handler handler) {
                        runSafely(() -> handler.ready(key));
                    }
                }
            }
        } catch (Throwable e) {
            LOG.error("{} - the selector failed: nothing is served any more", thread.getName(), e);
        } finally {
            refuseTasks();
        }
    }

    /** Nothing runs tasks any more, so whoever has asked, or asks from now on, must be told. */
    private void refuseTasks() {
        List<Runnable> left;
        synchronized (tasks) {
            isClosing = true;
            left = List.copyOf(tasks);
            tasks.clear();
        }
        for (Runnable task : left) {
            if (task instanceof Question<?> question) {
                question.answer.completeExceptionally(new RejectedExecutionException(thread.getName() + " has ended"));
            }
        }
    }

    /** Runs those there are; false if there are none and there will be none. */
    private boolean runTasks() {
        while (true) {
            Runnable task;
            synchronized (tasks) {
                task = tasks.poll();
                if (task == null) {
                    return !isClosing;
                }
            }
            runSafely(task);
        }
    }

    /** Runs those whose time has come; gives how many milliseconds there are to the next, or 0 for none. */
    private long runTimers() {
        for (@Nullable Timer next; (next = timers.peek()) != null; ) {
            long left = next.at - System.nanoTime();
            if (left > 0) {
                return TimeUnit.NANOSECONDS.toMillis(left) + 1;
            }
            timers.remove();
            runSafely(next.task);
        }
        return 0;
    }

    /** A mistake in one handler must not end the service of all. */
    private void runSafely(Runnable handler) {
        try {
            handler.run();
        } catch (Throwable e) {
            LOG.error("{} - a handler failed: a mistake in the program", thread.getName(), e);
        }
    }

    /** Runs the tasks that are there, ends the thread and waits for that. The channels are whoever's they are. */
    @Override
    public void close() {
        synchronized (tasks) {
            isClosing = true;
        }
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.warn("{} - its selector did not close", thread.getName(), e);
        }
    }
}

package io.github.asyncwrap.examples;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Copies many uploads to a server: plain worker threads take the tasks from a bounded queue that the calling thread
 * fills. Which consumer is behind it is known to nothing here.
 */
final class CopyRun {

    /** In the queue: there are no more tasks. */
    private static final int END = 0;

    private final CopySettings settings;
    private final PrintWriter out;
    private final BlockingQueue<Integer> queue;
    private final CopyReport report = new CopyReport();

    /**
     * Prepares a run.
     *
     * @param out where it says what it does and how it went
     */
    CopyRun(CopySettings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
        this.queue = new ArrayBlockingQueue<>(settings.workers());
    }

    /**
     * Runs all tasks, printing what is about to be done, how far it is, and how it went. To be called once.
     *
     * @throws InterruptedException as {@link #copy}
     */
    CopyReport run() throws InterruptedException {
        out.printf(
                "Start copying: workers=%d, tasks=%d, write chunk=%d, url=%s%n",
                settings.workers(), settings.tasks(), settings.chunkSize(), settings.url());
        out.println("Bytes per task: " + settings.bytesPerTask());
        out.println("Total write bytes: " + settings.totalBytes());
        out.flush();
        try (TaskProgress progress = TaskProgress.start(settings.tasks(), out)) {
            copy(progress::step);
        }
        report.lines().forEach(out::println);
        out.flush();
        return report;
    }

    /**
     * Runs all tasks and prints nothing. To be called once.
     *
     * @param progress is run when a task is done, by the worker that did it
     * @throws InterruptedException if the calling thread is interrupted: the workers have been interrupted too then
     */
    CopyReport copy(Runnable progress) throws InterruptedException {
        long start = System.nanoTime();
        try (Uploader uploader = new Uploader(settings.url(), settings.chunkSize());
                ConsumerFactory consumers = settings.consumer().consumers(uploader, settings.workers())) {
            copyAll(consumers, progress);
        }
        return report.finish(Duration.ofNanos(System.nanoTime() - start));
    }

    private void copyAll(ConsumerFactory consumers, Runnable progress) throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        try {
            for (int number = 1; number <= settings.workers(); number++) {
                Thread worker = new Thread(() -> work(consumers, progress), "worker-" + number);
                worker.start();
                workers.add(worker);
            }
            for (int task = 1; task <= settings.tasks(); task++) {
                queue.put(task);
            }
            for (int worker = 0; worker < settings.workers(); worker++) {
                queue.put(END);
            }
            for (Thread worker : workers) {
                worker.join();
            }
        } finally {
            // Without effect on workers that have ended, as all have unless this thread was interrupted, or could not
            // start them all.
            workers.forEach(Thread::interrupt);
        }
    }

    private void work(ConsumerFactory consumers, Runnable progress) {
        try {
            for (int task = queue.take(); task != END; task = queue.take()) {
                report.add(new CopyTask(task, settings).run(consumers));
                progress.run();
            }
        } catch (InterruptedException e) {
            // The run is being given up: so is this worker.
            Thread.currentThread().interrupt();
        }
    }
}

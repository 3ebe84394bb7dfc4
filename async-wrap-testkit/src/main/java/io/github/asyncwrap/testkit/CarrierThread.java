package io.github.asyncwrap.testkit;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a task of a {@link DeterministicCarrier}, and then of another one: a thread that has ended its task is
 * spare for a while, since beginning a thread takes longer than all else.
 */
final class CarrierThread extends Thread {
    private static final long SPARE_MILLIS = 500;

    final Stepper stepper;

    /** What it runs, or has run last; of this thread. */
    CarrierTask task;

    /**
     * Whether the thread has been interrupted since it last began to wait. Its flag does not tell that for sure: a thread
     * that waits for its turn takes the flag down for a moment.
     */
    volatile boolean told;

    private final BlockingQueue<CarrierTask> next = new ArrayBlockingQueue<>(1);

    CarrierThread(Stepper stepper, CarrierTask task) {
        super(null, null, task.name, 0, false);
        this.stepper = stepper;
        this.task = task;
        setDaemon(true);
    }

    /** Begins a task on a spare thread, or on a new one. */
    static CarrierThread begin(Stepper stepper, CarrierTask task) {
        CarrierThread spare = stepper.spares.pollFirst();
        if (spare == null) {
            CarrierThread made = new CarrierThread(stepper, task);
            made.start();
            return made;
        }
        spare.next.add(task);
        return spare;
    }

    @Override
    public void run() {
        for (CarrierTask given = task; given != null; given = awaitNext()) {
            task = given;
            setName(given.name);
            told = false;
            try {
                given.action.run();
            } catch (Throwable thrown) {
                getUncaughtExceptionHandler().uncaughtException(this, thrown);
            }
            boolean unused = Thread.interrupted(); // of a task that has ended
            stepper.spares.addFirst(this);
            given.end();
        }
    }

    private @Nullable CarrierTask awaitNext() {
        while (true) {
            try {
                CarrierTask given = next.poll(SPARE_MILLIS, TimeUnit.MILLISECONDS);
                if (given != null || stepper.spares.remove(this)) {
                    return given;
                }
            } catch (InterruptedException ofNobody) {
                // Of a task that has ended.
            }
        }
    }

    @Override
    public void interrupt() {
        told = true;
        super.interrupt();
    }

    /** The calling thread, if it is one of a carrier that runs one task at a time; else null. */
    static @Nullable CarrierThread stepped() {
        return Thread.currentThread() instanceof CarrierThread here && here.stepper.isStepped() ? here : null;
    }

    /**
     * Waits in virtual time: the others go on.
     *
     * @param wait what is waited for, to tell two waits apart
     */
    void await(Object wait) throws InterruptedException {
        stepper.pause(task, wait, Long.MAX_VALUE, true);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}

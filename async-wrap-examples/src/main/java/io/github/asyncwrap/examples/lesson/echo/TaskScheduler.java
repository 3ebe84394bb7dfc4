package io.github.asyncwrap.examples.lesson.echo;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What an operating system does with threads, in small: it has tasks, of which one runs. A task is a generator, and runs
 * until it hands out what it waits for. Then it is put aside, hung on the key of the channel it waits for, and the next
 * one that is ready runs. Nothing takes the processor from a task: one that does not yield stops all.
 */
final class TaskScheduler {

    /** What a task waits for: that a channel can do something. At most one task waits for a channel at a time. */
    record Wait(SelectionKey key, int operation) {
        static Wait toAccept(SelectionKey key) {
            return new Wait(key, SelectionKey.OP_ACCEPT);
        }

        static Wait toRead(SelectionKey key) {
            return new Wait(key, SelectionKey.OP_READ);
        }

        static Wait toWrite(SelectionKey key) {
            return new Wait(key, SelectionKey.OP_WRITE);
        }
    }

    /** A task, and the channel that is closed when the task has ended, in whatever way. */
    private record Task(Generator<Wait> code, SelectionKey owned) {}

    private final Queue<Task> ready = new ArrayDeque<>();

    /** Adds a task, which is ready to begin. */
    void spawn(SelectionKey owned, Generator<Wait> code) {
        ready.add(new Task(code, owned));
    }

    /** Runs the tasks that are ready, and those that get ready by that, until all wait. */
    void run() {
        for (Task task = ready.poll(); task != null; task = ready.poll()) {
            Wait wait = step(task);
            if (wait == null) {
                SelectorServer.drop(task.owned);
            } else {
                wait.key.attach(task);
                wait.key.interestOps(wait.operation);
            }
        }
    }

    private static @Nullable Wait step(Task task) {
        try {
            return task.code.next();
        } catch (IOException e) {
            return null; // reset by the client: its task is over, the others' are not
        }
    }

    /** Makes the task ready that waits for a channel, which can do now what it waits for. */
    void wake(SelectionKey key) {
        key.interestOps(0); // until the task asks again
        ready.add((Task) key.attachment());
    }
}

package io.github.asyncwrap.examples.lesson.door;

import java.util.List;

/** The threads of the lessons about the loop. */
final class LoopThreads {
    /** How their names begin; those of the shared wrapper, which stay for a minute, are not theirs. */
    private static final List<String> NAMES =
            List.of("event-loop", "late-server", "door-", "kitchen-", "given-", "handmade-");

    private LoopThreads() {}

    /** Waits until the last of them has ended: the test's time limit says which one has not. */
    static void awaitEnd() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (NAMES.stream().anyMatch(thread.getName()::startsWith)) {
                thread.join();
            }
        }
    }
}

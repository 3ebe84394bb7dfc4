package io.github.asyncwrap.examples.lesson.net;

/** The threads of chat servers, of which none may be left. */
final class ChatThreads {
    private ChatThreads() {}

    /**
     * Waits until there is none. The loop ends before its server is closed; the threads behind the doors have nothing
     * left to do then, and end on their own. The test's time limit is for one that does not.
     */
    static void awaitNone() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (name.equals("chat")) {
                throw new AssertionError("a loop is left");
            } else if (name.startsWith("passwords-") || name.startsWith("disk-") || name.startsWith("complaints-")) {
                thread.join();
            }
        }
    }
}

package io.github.asyncwrap.examples;

/** Something to be done if the JVM ends, by Ctrl+C for instance, before this is closed. */
public final class ShutdownHook implements AutoCloseable {

    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    /**
     * Registers an action, which must be quick.
     *
     * @param name of the thread that will run it
     * @param action what is to be done
     * @return what takes it back
     */
    public static ShutdownHook of(String name, Runnable action) {
        Thread thread = new Thread(action, name);
        Runtime.getRuntime().addShutdownHook(thread);
        return new ShutdownHook(thread);
    }

    /** Takes the action back; without effect when the JVM is ending already. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the action is run: what it was registered for.
        }
    }
}

package io.github.asyncwrap.examples.lesson;

/** How failures are told to people. */
public final class Problems {
    private Problems() {}

    /**
     * The message, with the name of the exception where that says more.
     *
     * @param problem what was thrown
     * @return one line
     */
    public static String describe(Throwable problem) {
        String message = problem.getMessage();
        String name = problem.getClass().getSimpleName();
        // Many of the JDK's have half a sentence, or only what it is about: the name has the other half.
        return message == null
                ? name
                : problem.getClass().getName().startsWith("java.") ? name + ": " + message : message;
    }
}

package io.github.asyncwrap.examples.lesson;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** What a demo tells: what happens, line by line, and whether what it is about was seen. For the thread that runs it. */
public final class Demo {
    private final PrintWriter out;
    private boolean somethingSeen;
    private boolean allSeen = true;
    private @Nullable String picture;

    /**
     * A demo of which nothing has been told.
     *
     * @param out where to tell it
     */
    public Demo(PrintWriter out) {
        this.out = out;
    }

    /**
     * Tells what happens.
     *
     * @param line one line
     */
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    /**
     * Tells whether something was seen. If it was not, the demo fails.
     *
     * @param what that should be seen, as a sentence
     * @param seen whether it was
     */
    public void see(String what, boolean seen) {
        somethingSeen = true;
        allSeen &= seen;
        say((seen ? "seen: " : "NOT SEEN: ") + what);
    }

    /**
     * Has a picture of it, for the user who asks for one.
     *
     * @param svg the picture
     */
    public void draw(String svg) {
        picture = svg;
    }

    @Nullable
    String picture() {
        return picture;
    }

    /**
     * Whether all was seen that should be. A demo that has looked for nothing has shown nothing.
     *
     * @return whether it succeeded
     */
    public boolean isAllSeen() {
        return somethingSeen && allSeen;
    }
}

package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** The ways in which the echo server is written. */
enum EchoStyle {
    /** See {@link OriginalEcho}. */
    ORIGINAL("one client after the other", OriginalEcho::start),
    /** See {@link SelectEcho}. */
    SELECT("one thread, and a selector that tells which sockets are ready", SelectEcho::start),
    /** See {@link CallbackEcho}. */
    CALLBACKS("one thread, and a callback on every socket", CallbackEcho::start),
    /** See {@link GeneratorEcho}. */
    GENERATORS("one thread, and a task for each client that yields what it waits for", GeneratorEcho::start),
    /** See {@link CoroutineEcho}. */
    COROUTINES("one thread, and a task for each client that is sent what it asked for", CoroutineEcho::start),
    /** See {@link DelegatorEcho}. */
    DELEGATORS("tasks without threads that delegate to sub-tasks", DelegatorEcho::start),
    /** See {@link FutureEcho}. */
    FUTURES("an event loop with tasks and futures, as asyncio has one", FutureEcho::start),
    /** See {@link VirtualEcho}. */
    VIRTUAL("a virtual thread for each client", 21, VirtualEcho::start),
    /** See {@link WrappedEcho}. */
    WRAPPED("blocking sockets behind an AsyncWrapper", WrappedEcho::start);

    private final String about;
    private final int java;

    @SuppressWarnings("ImmutableEnumChecker") // all are references to static methods
    private final Start start;

    private interface Start {
        LessonServer start(InetSocketAddress address) throws IOException;
    }

    EchoStyle(String about, Start start) {
        this(about, 17, start);
    }

    /** One that needs a certain version of Java. */
    EchoStyle(String about, int java, Start start) {
        this.about = about;
        this.java = java;
        this.start = start;
    }

    /** How it does it, in half a sentence. */
    String about() {
        return about;
    }

    /** Whether this Java can run it. */
    boolean isAvailable() {
        return Runtime.version().feature() >= java;
    }

    /**
     * Starts a server of this style.
     *
     * @param address where to listen
     * @return the server, which serves
     * @throws java.net.BindException if the port is taken, or the address not of this machine
     * @throws IOException if something else failed, or this Java cannot run it
     */
    LessonServer start(InetSocketAddress address) throws IOException {
        requireAvailable();
        return start.start(address);
    }

    /** Throws if this Java cannot run it. */
    void requireAvailable() throws LessonException {
        if (!isAvailable()) {
            throw new LessonException("--style " + this + " needs Java " + java + " or later, and this is Java "
                    + Runtime.version().feature());
        }
    }

    /** As it is called on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.github.asyncwrap.examples.lesson.net;

/** What an attempt to connect says about a port. */
enum PortState {
    /** Somebody listens. */
    OPEN,
    /** The host itself said no, at once: nobody listens. */
    CLOSED,
    /** No answer: something on the way, or the host, throws such attempts away. Only this takes time. */
    FILTERED,
    /** A router answered that there is no way to the host, or there is none to begin with. */
    UNREACHABLE,
    /** The attempt failed in another way: reset by the host, or forbidden by this machine. */
    UNKNOWN;

    /** As it stands in a report. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

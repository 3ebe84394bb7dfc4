package io.github.asyncwrap.examples.lesson.net;

/** What an attempt to connect says about a port. */
enum PortState {
    /** Somebody listens. */
    OPEN,
    /** The host itself said no, at once: nobody listens. */
    CLOSED,
    /** No answer: something on the way, or the host, throws such attempts away. Only this takes time. */
    FILTERED,
    /** A router answered that there is no way to the host. */
    UNREACHABLE;

    /** As it stands in a report. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}

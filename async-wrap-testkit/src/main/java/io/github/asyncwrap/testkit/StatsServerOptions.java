package io.github.asyncwrap.testkit;

import java.util.List;

/** What a {@link StatsServer.Builder} was told, checked and complete. */
record StatsServerOptions(
        int port, int receiveSize, long bodyLimit, int history, boolean tls, boolean http2, List<Fault> faults) {

    static final long NO_LIMIT = Long.MAX_VALUE;

    StatsServerOptions {
        faults = List.copyOf(faults);
    }
}

package io.github.asyncwrap.testkit;

/** The ways to talk to a server. */
enum Transport {
    HTTP,
    TLS,
    HTTP2;

    StatsServer.Builder server() {
        StatsServer.Builder builder = StatsServer.builder();
        return switch (this) {
            case HTTP -> builder;
            case TLS -> builder.tls();
            case HTTP2 -> builder.tls().http2();
        };
    }
}

package io.github.asyncwrap.testkit;

import java.time.Duration;

/**
 * An upload that a client is to make.
 *
 * @param chunked without a length: in chunks by HTTP/1.1
 * @param asksFirst whether it waits for a 100 before it sends the body
 * @param limit after which the client gives up
 * @param givingUp by which a test lets it do so before
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Sending(
        StatsServer server,
        Transport transport,
        byte[] body,
        boolean chunked,
        boolean asksFirst,
        Duration limit,
        GivingUp givingUp) {

    boolean isByTls() {
        return transport != Transport.HTTP;
    }

    boolean isByHttp2() {
        return transport == Transport.HTTP2;
    }
}

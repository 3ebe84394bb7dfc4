package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.opentest4j.TestAbortedException;

/** Who makes uploads, and by which way to talk to the server. */
record Caller(TestClient client, Transport transport) {

    /** After which a client gives up that is not expected to. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static Stream<Caller> all() {
        return Stream.of(TestClient.values())
                .flatMap(client -> Stream.of(Transport.values()).map(transport -> new Caller(client, transport)));
    }

    /** Each with chunks and without. */
    static Stream<Arguments> allWithFramings() {
        return all().flatMap(caller -> Stream.of(false, true).map(chunked -> Arguments.of(caller, chunked)));
    }

    /** The JDK's client of Java 17 does not notice that a stream of HTTP/2 is reset; a later one may. */
    boolean isDeafToResetStreams() {
        return client == TestClient.JDK && transport == Transport.HTTP2;
    }

    Outcome put(StatsServer server, byte[] body, boolean chunked) throws IOException, InterruptedException {
        return client.put(server, transport, body, chunked, PATIENCE);
    }

    Outcome put(StatsServer server, byte[] body) throws IOException, InterruptedException {
        return put(server, body, false);
    }

    Outcome putAsking(StatsServer server, byte[] body, boolean chunked) throws IOException, InterruptedException {
        return client.put(new Sending(server, transport, body, chunked, true, PATIENCE, new GivingUp()));
    }

    /** Lets the client give up when that holds, unless it has ended by itself. */
    Outcome putUntil(BooleanSupplier enough, StatsServer server, byte[] body, boolean chunked)
            throws InterruptedException, ExecutionException {
        GivingUp givingUp = new GivingUp();
        Sending upload = new Sending(server, transport, body, chunked, false, PATIENCE, givingUp);
        FutureTask<Outcome> put = new FutureTask<>(() -> client.put(upload));
        new Thread(put).start();
        Spin.until(() -> enough.getAsBoolean() || put.isDone());
        givingUp.now();
        try {
            return put.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TestAbortedException skipped) {
                throw skipped;
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return client + ", " + transport;
    }
}

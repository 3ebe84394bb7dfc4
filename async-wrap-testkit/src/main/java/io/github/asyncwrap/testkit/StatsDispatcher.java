package io.github.asyncwrap.testkit;

import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/**
 * Decides what a request is answered, from its head.
 *
 * <p>MockWebServer would read the body first and keep it. So it is told not to read bodies at all, and a request with a
 * body gets a response of status 100 without headers and with a socket handler: for the client an interim response as
 * HTTP allows it, for us the open stream with the body, on the connection's thread. The handler, a {@link BodyExchange},
 * reads the body and writes the real answer; then MockWebServer waits for the connection's next request.
 *
 * <p>Called by the threads of all connections at once. Must not block: closing the server would wait for it.
 */
final class StatsDispatcher extends Dispatcher {

    private static final MockResponse DO_NOT_READ_BODIES =
            new MockResponse.Builder().doNotReadRequestBody().build();

    private final MockWebServer server;
    private final UploadCounters counters;
    private final int receiveSize;

    StatsDispatcher(MockWebServer server, UploadCounters counters, int receiveSize) {
        this.server = server;
        this.counters = counters;
        this.receiveSize = receiveSize;
    }

    /** Called for each connection and after each head. */
    @Override
    public MockResponse peek() {
        dropRecordedRequests();
        return DO_NOT_READ_BODIES;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        dropRecordedRequests();
        Route route = Route.of(request);
        BodyFraming framing;
        try {
            framing = BodyFraming.of(request.getHeaders());
        } catch (MalformedBody e) {
            if (route == Route.UPLOAD) {
                counters.countBroken();
            }
            return refusal(Answers.refused(e));
        }
        boolean last = isLastOfConnection(request);
        BodyExchange exchange = new BodyExchange(route, framing, last, counters, receiveSize);
        MockResponse.Builder response = framing.isEmpty()
                ? exchange.answer().newBuilder()
                : interimResponse().socketHandler(exchange);
        if (last) {
            response.onResponseEnd(new SocketEffect.CloseSocket(true, false, false));
        }
        return response.build();
    }

    private static MockResponse.Builder interimResponse() {
        return new MockResponse.Builder().status("HTTP/1.1 100 Continue").clearHeaders();
    }

    /** Where the body ends is not known, so its connection ends. MockWebServer writes the head, the handler the rest. */
    private static MockResponse refusal(MockResponse answer) {
        return answer.newBuilder()
                .socketHandler(socket -> LastAnswer.sendBody(answer, socket))
                .build();
    }

    /** MockWebServer would keep the connection until the client closes it, and the client may wait for us to. */
    private static boolean isLastOfConnection(RecordedRequest request) {
        return request.getVersion().equals("HTTP/1.0")
                || BodyFraming.elements(request.getHeaders(), "Connection").stream()
                        .anyMatch("close"::equalsIgnoreCase);
    }

    /** MockWebServer keeps every request it ever read for takeRequest(); here nobody will ask for one. */
    private void dropRecordedRequests() {
        try {
            RecordedRequest dropped;
            do {
                dropped = server.takeRequest(0, TimeUnit.NANOSECONDS);
            } while (dropped != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next request drops what is left
        }
    }
}

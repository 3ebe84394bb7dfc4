package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/**
 * Decides what a request is answered, from its head.
 *
 * <p>MockWebServer would read the body first and keep it. So it is told not to read bodies at all, and a request with a
 * body gets a response with a socket handler: for us the open stream with the body, on the request's own thread.
 *
 * <ul>
 *   <li>By HTTP/1.x the response has the status 100 and no headers: for the client an interim response as HTTP allows it.
 *       The handler, an {@link Http1Handler}, reads the body and writes the real answer; then MockWebServer waits for the
 *       connection's next request.
 *   <li>By HTTP/2 a handler cannot write a head. So the response has the real one, which the client gets before its body
 *       was read; the {@link Http2Handler} reads that and writes the body of the answer.
 * </ul>
 *
 * <p>Called by the threads of all requests at once. It blocks for some faults, but never for longer than the connection
 * lives: closing the server waits for it, after it has closed all connections.
 */
final class StatsDispatcher extends Dispatcher {

    private static final MockResponse DO_NOT_READ_BODIES =
            new MockResponse.Builder().doNotReadRequestBody().build();

    /**
     * A client that waits for a 100 by HTTP/2 gets one only in this way. It does not depend on the request, and does not
     * tell the protocol, so that requests by HTTP/1.1 on such a server get it as well.
     */
    private static final MockResponse DO_NOT_READ_BODIES_AND_GO_ON = new MockResponse.Builder()
            .doNotReadRequestBody()
            .addInformationalResponse(interimResponse().build())
            .build();

    private final MockWebServer server;
    private final AcceptedSockets sockets;
    private final UploadLog log;
    private final StatsServerOptions options;
    private final FaultScript faults;
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong faulted = new AtomicLong();

    StatsDispatcher(
            MockWebServer server,
            AcceptedSockets sockets,
            UploadLog log,
            StatsServerOptions options,
            FaultScript faults) {
        this.server = server;
        this.sockets = sockets;
        this.log = log;
        this.options = options;
        this.faults = faults;
    }

    /** Requests that a fault was meant for. */
    long faulted() {
        return faulted.get();
    }

    /** Called for each connection and after each head. */
    @Override
    public MockResponse peek() {
        dropRecordedRequests();
        return options.http2() ? DO_NOT_READ_BODIES_AND_GO_ON : DO_NOT_READ_BODIES;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        dropRecordedRequests();
        AcceptedSocket connection = sockets.byIndex(request.getConnectionIndex());
        if (connection == null) {
            return interimResponse().build(); // it is closed: nobody gets this
        }
        boolean http2 = request.getVersion().equals("HTTP/2");
        Route route = Route.of(request);
        try {
            ArrivedRequest head = new ArrivedRequest(
                    arrived.incrementAndGet(),
                    connection.number(),
                    request.getMethod(),
                    request.getTarget(),
                    request.getHeaders(),
                    http2);
            FaultPlan plan = faults.planFor(head);
            if (!plan.isEmpty()) {
                faulted.incrementAndGet();
            }
            BodyFraming framing = http2
                    ? StreamFraming.of(request.getMethod(), request.getHeaders())
                    : BodyFraming.of(request.getHeaders());
            if (route == Route.UPLOAD && framing.declaredLength() > options.bodyLimit()) {
                throw RefusedBody.tooLarge(options.bodyLimit());
            }
            boolean last = !http2 && isLastOfConnection(request);
            Exchange exchange = new Exchange(route, framing, last, plan, log, options, connection);
            return http2
                    ? http2Response(exchange, framing, plan, connection)
                    : http1Response(exchange, framing, plan, connection, last);
        } catch (RefusedBody e) {
            if (route == Route.UPLOAD) {
                log.begin().breakOff();
            }
            return refusal(Answers.refused(e), http2);
        }
    }

    private MockResponse http1Response(
            Exchange exchange, BodyFraming framing, FaultPlan plan, AcceptedSocket connection, boolean last) {
        if (plan.isEmpty() && framing.isEmpty()) {
            return closing(exchange.answer().newBuilder(), last);
        }
        if (plan.has(FaultAction.Refuse.class)) {
            return refuse(exchange, connection);
        }
        FaultAction.DelayContinue delay = plan.find(FaultAction.DelayContinue.class);
        if (delay != null) {
            connection.sleep(delay.nanos());
        }
        if (answersEarly(plan)) {
            return early(exchange, framing, false);
        }
        return closing(interimResponse().socketHandler(new Http1Handler(exchange, plan, connection)), last);
    }

    private static MockResponse closing(MockResponse.Builder response, boolean last) {
        if (last) {
            response.onResponseEnd(new SocketEffect.CloseSocket(true, false, false));
        }
        return response.build();
    }

    private MockResponse http2Response(
            Exchange exchange, BodyFraming framing, FaultPlan plan, AcceptedSocket connection) {
        if (plan.isEmpty() && framing.isEmpty()) {
            return exchange.answer();
        }
        if (plan.has(FaultAction.Refuse.class)) {
            return refuse(exchange, connection);
        }
        if (answersEarly(plan)) {
            return early(exchange, framing, true);
        }
        FaultAction.DelayHead delay = plan.find(FaultAction.DelayHead.class);
        if (plan.has(FaultAction.NeverAnswer.class)) {
            exchange.begin();
            connection.sleep(Long.MAX_VALUE);
            exchange.breakOff();
        } else if (delay != null) {
            connection.sleep(delay.nanos());
        }
        return exchange.head()
                .removeHeader("Content-Length") // it is not known yet, and HTTP/2 needs none
                .socketHandler(new Http2Handler(exchange, plan, connection))
                .build();
    }

    private static boolean answersEarly(FaultPlan plan) {
        FaultAction.OtherAnswer other = plan.find(FaultAction.OtherAnswer.class);
        return other != null && other.early();
    }

    private static MockResponse early(Exchange exchange, BodyFraming framing, boolean http2) {
        if (framing.isEmpty()) {
            exchange.answer(); // the upload is complete
        } else {
            exchange.breakOff();
        }
        return refusal(exchange.head(), http2);
    }

    private MockResponse refuse(Exchange exchange, AcceptedSocket connection) {
        exchange.breakOff();
        try {
            sockets.listener().stopListening();
        } catch (IOException e) {
            // The system has closed it even so.
        }
        connection.reset();
        return interimResponse().build(); // nobody gets this
    }

    private static MockResponse.Builder interimResponse() {
        return new MockResponse.Builder().status("HTTP/1.1 100 Continue").clearHeaders();
    }

    /** The body is not read, so its connection or stream ends. MockWebServer writes the head, the handler the rest. */
    private static MockResponse refusal(MockResponse.Builder answer, boolean http2) {
        if (!http2) {
            Answers.announceClose(answer);
        }
        MockResponse whole = answer.build();
        return answer.socketHandler(socket -> LastAnswer.sendBody(whole, socket))
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

package io.github.asyncwrap.testkit;

import java.io.EOFException;
import java.io.IOException;
import mockwebserver3.SocketHandler;
import okio.BufferedSink;
import okio.Okio;
import okio.Socket;

/**
 * Serves one request by HTTP/2 on its stream's thread. MockWebServer has sent the answer's head before; this reads the
 * request's body and writes that of the answer.
 */
final class Http2Handler implements SocketHandler {

    private final Exchange exchange;
    private final FaultPlan plan;
    private final AcceptedSocket connection;

    Http2Handler(Exchange exchange, FaultPlan plan, AcceptedSocket connection) {
        this.exchange = exchange;
        this.plan = plan;
        this.connection = connection;
    }

    /** Does the exchange. Throws only if this code is wrong. */
    @Override
    public void handle(Socket stream) {
        boolean whole = false;
        try {
            try {
                exchange.read(Okio.buffer(stream.getSource()));
            } catch (EOFException endedEarly) {
                if (!plan.has(FaultAction.OtherAnswer.class)) {
                    throw endedEarly;
                }
                // Some clients send no more when they see a status above 399; that is all they get, so it is whole.
                stream.getSink().close();
                whole = true;
                return;
            }
            AnswerBody body = new AnswerBody(exchange.answer(), plan, connection);
            if (plan.has(FaultAction.ResetBeforeAnswer.class)) {
                connection.reset();
                return;
            }
            BufferedSink sink = Okio.buffer(stream.getSink());
            whole = body.write(sink);
            if (whole) {
                sink.close(); // which is the end of the answer
            }
        } catch (IOException over) {
            // The client is gone, or the body is too large, or a fault: there is no other answer than a reset.
            whole = false;
        } finally {
            if (!whole) {
                stream.cancel();
            }
        }
    }
}

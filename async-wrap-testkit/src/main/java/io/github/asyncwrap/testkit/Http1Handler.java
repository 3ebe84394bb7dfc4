package io.github.asyncwrap.testkit;

import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketHandler;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Socket;

/**
 * Serves one request by HTTP/1.x on its connection's thread: reads the body, then writes the answer, its head included.
 * What MockWebServer has sent before is an interim response.
 */
final class Http1Handler implements SocketHandler {

    private final Exchange exchange;
    private final FaultPlan plan;
    private final AcceptedSocket connection;

    Http1Handler(Exchange exchange, FaultPlan plan, AcceptedSocket connection) {
        this.exchange = exchange;
        this.plan = plan;
        this.connection = connection;
    }

    /**
     * Does the exchange. After a normal return MockWebServer reads the next request, unless the stream has ended. Throws
     * only if this code is wrong, which MockWebServer logs.
     */
    @Override
    public void handle(Socket socket) {
        // They are buffered already, and the source may hold bytes of the next request: another buffer around it would
        // swallow those.
        BufferedSource source = (BufferedSource) socket.getSource();
        BufferedSink sink = (BufferedSink) socket.getSink();
        boolean goesOn = false;
        try {
            exchange.read(source);
            goesOn = answer(exchange.answer(), socket, sink);
        } catch (RefusedBody e) {
            MockResponse.Builder answer = Answers.refused(e);
            Answers.announceClose(answer);
            LastAnswer.send(answer.build(), socket);
        } catch (IOException gone) {
            // The client is gone, or was cut off. If that broke an upload it is counted; otherwise the answer has
            // nobody to go to.
        } finally {
            if (!goesOn) {
                LastAnswer.cut(socket);
            }
        }
    }

    /** Returns whether the connection is good for another request. */
    private boolean answer(MockResponse answer, Socket socket, BufferedSink sink) throws IOException {
        FaultAction.DelayHead delay = plan.find(FaultAction.DelayHead.class);
        if (delay != null) {
            connection.sleep(delay.nanos());
        }
        if (plan.has(FaultAction.ResetBeforeAnswer.class)) {
            connection.reset();
            return false;
        }
        if (plan.has(FaultAction.NeverAnswer.class)) {
            LastAnswer.drop(socket, Long.MAX_VALUE); // the way to notice that the client gives up
            return false;
        }
        Answers.writeHead(answer, sink);
        return new AnswerBody(answer, plan, connection).write(sink);
    }
}

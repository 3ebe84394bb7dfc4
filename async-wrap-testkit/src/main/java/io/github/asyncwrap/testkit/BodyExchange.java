package io.github.asyncwrap.testkit;

import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketHandler;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Socket;

/** Reads one request's body from its connection, on the connection's thread, and answers. */
final class BodyExchange implements SocketHandler {

    private final Route route;
    private final BodyFraming framing;
    private final boolean lastOfConnection;
    private final UploadCounters counters;
    private final UploadMeter meter;

    BodyExchange(Route route, BodyFraming framing, boolean lastOfConnection, UploadCounters counters, int receiveSize) {
        this.route = route;
        this.framing = framing;
        this.lastOfConnection = lastOfConnection;
        this.counters = counters;
        this.meter = framing.newMeter(receiveSize);
    }

    /**
     * Does the exchange. After a normal return MockWebServer reads the next request, unless the stream has ended. Throws
     * only if this code is wrong, which MockWebServer logs.
     */
    @Override
    public void handle(Socket socket) {
        // On HTTP/1.1 they are buffered already, and the source may hold bytes of the next request: another buffer
        // around it would swallow those.
        BufferedSource source = (BufferedSource) socket.getSource();
        BufferedSink sink = (BufferedSink) socket.getSink();
        boolean ended = false;
        try {
            read(source);
            Answers.write(answer(), sink);
            ended = true;
        } catch (MalformedBody e) {
            LastAnswer.send(Answers.refused(e), socket);
            ended = true;
        } catch (IOException gone) {
            // The client is gone. If that broke an upload it is counted; otherwise the answer has nobody to go to.
        } finally {
            if (!ended) {
                LastAnswer.cut(socket);
            }
        }
    }

    private void read(BufferedSource source) throws IOException {
        boolean whole = false;
        try {
            framing.read(source, meter);
            whole = true;
        } finally {
            if (!whole && route == Route.UPLOAD) {
                counters.countBroken();
            }
        }
    }

    /** The answer, once the body was read; counts the upload. */
    MockResponse answer() {
        MockResponse.Builder answer = switch (route) {
            case PING -> Answers.pong();
            case UPLOAD -> Answers.created(meter.finish(counters.countCompleted()));
            case WRONG_METHOD -> Answers.methodNotAllowed();
            case WRONG_PATH -> Answers.notFound();
        };
        if (lastOfConnection) {
            Answers.announceClose(answer);
        }
        return answer.build();
    }
}

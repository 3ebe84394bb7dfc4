package io.github.asyncwrap.testkit;

import java.io.IOException;
import mockwebserver3.MockResponse;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** One request and its answer, whatever the protocol. For the thread that serves it. */
final class Exchange {

    private final Route route;
    private final BodyFraming framing;
    private final boolean lastOfConnection;
    private final FaultPlan plan;
    private final UploadLog log;
    private final UploadMeter meter;
    private final long bodyLimit;
    private final AcceptedSocket connection;
    private UploadLog.@Nullable Upload upload;

    Exchange(
            Route route,
            BodyFraming framing,
            boolean lastOfConnection,
            FaultPlan plan,
            UploadLog log,
            StatsServerOptions options,
            AcceptedSocket connection) {
        this.route = route;
        this.framing = framing;
        this.lastOfConnection = lastOfConnection;
        this.plan = plan;
        this.log = log;
        this.meter = framing.newMeter(options.receiveSize());
        // A body that is dropped may have any size.
        this.bodyLimit = route == Route.UPLOAD ? options.bodyLimit() : StatsServerOptions.NO_LIMIT;
        this.connection = connection;
    }

    /**
     * Counts an upload as in flight. Not done when the exchange is made: MockWebServer drops an exchange without a word if
     * the client is gone before it can be told to go on.
     */
    void begin() {
        if (route == Route.UPLOAD && upload == null) {
            upload = log.begin();
        }
    }

    /** Reads the body to its end. An upload of which that cannot be done is broken. */
    void read(BufferedSource source) throws IOException {
        begin();
        Intake intake = new Intake(meter, upload, bodyLimit, plan, connection);
        boolean whole = false;
        try {
            intake.start();
            framing.read(source, intake);
            whole = true;
        } finally {
            if (!whole) {
                breakOff();
            }
        }
    }

    /** Counts an upload whose body will not be read to its end. */
    void breakOff() {
        begin();
        if (upload != null) {
            upload.breakOff();
        }
    }

    /** The head of the answer, as far as it can be told before the body was read. */
    MockResponse.Builder head() {
        FaultAction.OtherAnswer other = plan.find(FaultAction.OtherAnswer.class);
        MockResponse.Builder head = other == null ? Answers.head(route) : Answers.head(other.status());
        if (lastOfConnection) {
            Answers.announceClose(head);
        }
        return head;
    }

    /** The answer, once the body was read; counts the upload. To be called once. */
    MockResponse answer() {
        begin();
        String text = upload != null ? upload.complete(meter).toJson() : Answers.text(route);
        MockResponse.Builder answer = head();
        boolean own = !plan.has(FaultAction.OtherAnswer.class);
        if (own && !text.isEmpty()) {
            answer.body(text);
        }
        return answer.build();
    }
}

package io.github.asyncwrap.testkit;

/** What a fault does to a request, in the order in which a request meets them. */
sealed interface FaultAction {

    /** Of two actions with the same slot a request gets only one. */
    default Class<?> slot() {
        return getClass();
    }

    /** Resets the connection and closes the listener. */
    record Refuse() implements FaultAction {}

    record DelayContinue(long nanos) implements FaultAction {}

    record ReceiveRate(long bytesPerSecond) implements FaultAction {}

    /** Resets once so many bytes of the body have been read. */
    record Cut(long bytes, boolean streamOnly) implements FaultAction {}

    record DelayHead(long nanos) implements FaultAction {}

    /** What comes instead of the server's own answer. */
    sealed interface Ending extends FaultAction {
        @Override
        default Class<?> slot() {
            return Ending.class;
        }
    }

    /** Answers with another status; early means without reading the body. */
    record OtherAnswer(Status status, boolean early) implements Ending {}

    record ResetBeforeAnswer() implements Ending {}

    record NeverAnswer() implements Ending {}

    record DelayBody(long nanos) implements FaultAction {}

    record SendRate(long bytesPerSecond) implements FaultAction {}

    record Corrupt() implements FaultAction {}

    record Truncate(int bytes) implements FaultAction {}

    /** A status with what goes along. */
    record Status(int code, long retryAfterSeconds) {
        static final long NO_RETRY_AFTER = -1;
    }
}

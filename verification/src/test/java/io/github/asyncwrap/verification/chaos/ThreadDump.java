package io.github.asyncwrap.verification.chaos;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Where threads are, for the message of a test that hangs. */
final class ThreadDump {
    private ThreadDump() {}

    static String of(Thread thread) {
        return thread + lines(thread.getStackTrace());
    }

    static String ofAll() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(ThreadDump::entry)
                .collect(Collectors.joining("\n"));
    }

    private static String entry(Map.Entry<Thread, StackTraceElement[]> entry) {
        return entry.getKey() + " " + entry.getKey().getState() + lines(entry.getValue());
    }

    private static String lines(StackTraceElement[] stack) {
        return Arrays.stream(stack).map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }
}

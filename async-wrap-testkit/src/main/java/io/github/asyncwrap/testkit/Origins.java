package io.github.asyncwrap.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in somebody's code the library was called. */
final class Origins {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final List<String> INSIDE =
            List.of("io.github.asyncwrap.", "java.", "jdk.", "sun.", "com.google.common.");

    private Origins() {}

    /** The innermost frame of the calling thread that is not the library's or the JDK's; null if all are. */
    static @Nullable StackTraceElement caller() {
        List<StackTraceElement> frames = callers(1);
        return frames.isEmpty() ? null : frames.get(0);
    }

    /** So many of them, from the innermost that is not the library's on; the frames behind it as they are. */
    static List<StackTraceElement> callers(int count) {
        return WALKER.walk(frames -> frames.map(Origins::plain)
                .dropWhile(Origins::isInside)
                .limit(count)
                .toList());
    }

    /** Without the names of loader, module and version, which make a line twice as long. */
    private static StackTraceElement plain(StackWalker.StackFrame frame) {
        StackTraceElement full = frame.toStackTraceElement();
        return new StackTraceElement(
                full.getClassName(), full.getMethodName(), full.getFileName(), full.getLineNumber());
    }

    private static boolean isInside(StackTraceElement frame) {
        String type = frame.getClassName();
        return INSIDE.stream().anyMatch(type::startsWith) && !isTest(type);
    }

    /** The library's own tests are somebody's code. */
    private static boolean isTest(String type) {
        int nested = type.indexOf('$');
        return (nested < 0 ? type : type.substring(0, nested)).endsWith("Test");
    }
}

package io.github.asyncwrap.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where in somebody's code the library was called. */
final class Origins {
    static final int FRAMES = 6;
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final Set<String> LIBRARY = Set.of("io.github.asyncwrap", "io.github.asyncwrap.testkit");
    private static final List<String> PLATFORM = List.of("java.", "jdk.", "sun.", "com.google.common.");

    private Origins() {}

    /** The innermost frame of the calling thread that is not the library's or the JDK's; null if all are. */
    static @Nullable StackTraceElement caller() {
        List<StackTraceElement> frames = callers(1);
        return frames.isEmpty() ? null : frames.get(0);
    }

    /** So many of them, from the innermost that is not the library's or the JDK's to the outermost before JUnit. */
    static List<StackTraceElement> callers(int count) {
        return WALKER.walk(frames -> frames.map(frame -> plain(frame.toStackTraceElement()))
                .dropWhile(Origins::isInside)
                .takeWhile(frame -> !frame.getClassName().startsWith("org.junit."))
                .limit(count)
                .toList());
    }

    /** Where a thread is: its innermost frame, then those that are somebody's code; for the next line of a message. */
    static String of(Thread thread) {
        List<StackTraceElement> frames =
                Arrays.stream(thread.getStackTrace()).map(Origins::plain).toList();
        List<StackTraceElement> theirs =
                frames.stream().filter(frame -> !isInside(frame)).limit(FRAMES).toList();
        return (frames.isEmpty() ? "" : "\n    it is at " + frames.get(0)) + lines("for", theirs);
    }

    /** The frames, one a line, behind a word. */
    static String lines(String word, List<StackTraceElement> frames) {
        return frames.isEmpty()
                ? ""
                : frames.stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining("\n       ", "\n    " + word + " ", ""));
    }

    /** Without the names of loader, module and version, which make a line twice as long. */
    private static StackTraceElement plain(StackTraceElement full) {
        return new StackTraceElement(
                full.getClassName(), full.getMethodName(), full.getFileName(), full.getLineNumber());
    }

    private static boolean isInside(StackTraceElement frame) {
        String type = frame.getClassName();
        String inPackage = type.substring(0, Math.max(0, type.lastIndexOf('.')));
        return (LIBRARY.contains(inPackage) && !isTest(type))
                || PLATFORM.stream().anyMatch(type::startsWith);
    }

    /** The library's own tests are in its packages, and somebody's code all the same. */
    private static boolean isTest(String type) {
        int nested = type.indexOf('$');
        return (nested < 0 ? type : type.substring(0, nested)).endsWith("Test");
    }
}

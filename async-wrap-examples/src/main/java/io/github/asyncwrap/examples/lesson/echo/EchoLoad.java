package io.github.asyncwrap.examples.lesson.echo;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.lesson.BarChart;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.Lesson;
import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What does each style of the echo server cost when there are many clients? A table: messages in a second, and the time to
 * and fro that 99 of 100 messages stay under, with 1, 100 and 1,000 connections. Client and server share this machine, and
 * one thread plays all clients, so the numbers compare the styles; they say nothing about a network.
 */
@Command(
        name = "load",
        description = {
            "The load table: throughput and p99 of each style, at 1, 100 and 1000 connections.",
            "Every connection sends a message of " + LoadGenerator.MESSAGE
                    + " bytes, waits until it has come back, and sends the next. With --demo it is"
                    + " measured for a short time only, and --picture draws a chart of the messages per second."
        })
final class EchoLoad extends Lesson {
    private static final int LONG_MILLIS = 1_000;
    private static final int SHORT_MILLIS = 40;

    /** Files that the JVM may open meanwhile, for classes and the like. */
    private static final int SPARE_FILES = 50;

    /** How long nobody may be answered, until those who were not are given up: long, for a machine may be busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The same for a style that by its nature answers one only. */
    private static final Duration IMPATIENCE = Duration.ofMillis(100);

    @Option(
            names = "--style",
            paramLabel = "STYLE",
            split = ",",
            converter = EchoLesson.Style.class,
            description = "The styles to compare, with commas between them (default: all that this Java" + " can run).")
    private @Nullable List<EchoStyle> styles;

    @Option(
            names = "--connections",
            paramLabel = "N",
            split = ",",
            converter = OptionTypes.Connections.class,
            description = "How many connections, with commas between them (default: 1,100,1000).")
    private List<Integer> connections = List.of(1, 100, 1_000);

    @Option(
            names = "--millis",
            paramLabel = "MS",
            converter = OptionTypes.MeasuredMillis.class,
            description = "How long each number is measured, in milliseconds (default: " + LONG_MILLIS
                    + "; with --demo " + SHORT_MILLIS + ").")
    private @Nullable Integer millis;

    @Override
    protected int run(PrintWriter out) throws IOException, InterruptedException {
        Map<EchoStyle, List<LoadCell>> table = table(LONG_MILLIS, line -> {
            out.println(line);
            out.flush();
        });
        boolean complete = table.entrySet().stream().allMatch(row -> isAsItShouldBe(row.getKey(), row.getValue()));
        if (!complete) {
            err().println("Some messages were not answered for " + PATIENCE.toSeconds() + " s");
        }
        return complete ? 0 : 1;
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        Map<EchoStyle, List<LoadCell>> table = table(SHORT_MILLIS, demo::say);
        demo.say("");
        table.forEach((style, cells) -> demo.see(
                style == EchoStyle.ORIGINAL
                        ? style + ": one connection is answered, and no other as long as it stays"
                        : style + ": all connections are answered, with what each of them has sent",
                isAsItShouldBe(style, cells)));
        BarChart chart = new BarChart("Echo server, messages of " + LoadGenerator.MESSAGE + " bytes", "messages/s");
        for (int i = 0; i < connections.size(); i++) {
            for (Map.Entry<EchoStyle, List<LoadCell>> row : table.entrySet()) {
                LoadCell cell = row.getValue().get(i);
                if (cell.load() != null) {
                    chart.bar(
                            heading(cell.connections()),
                            row.getKey().toString(),
                            cell.load().messagesPerSecond());
                }
            }
        }
        demo.draw(chart.svg());
    }

    private static boolean isAsItShouldBe(EchoStyle style, List<LoadCell> cells) {
        return cells.stream()
                .allMatch(style == EchoStyle.ORIGINAL ? cell -> cell.answered() == 1 : LoadCell::isAllAnswered);
    }

    private static String heading(int connections) {
        return String.format(Locale.ROOT, connections == 1 ? "%,d connection" : "%,d connections", connections);
    }

    /** Measures, and prints each row as soon as it is there. */
    private Map<EchoStyle, List<LoadCell>> table(int defaultMillis, Consumer<String> out)
            throws IOException, InterruptedException {
        List<EchoStyle> compared = compared();
        if (connections.isEmpty()) {
            throw misused("--connections names no number");
        }
        requireOpenFiles(Collections.max(connections));
        Duration time = Duration.ofMillis(millis == null ? defaultMillis : millis);
        out.accept("Messages of " + LoadGenerator.MESSAGE + " bytes to and fro, each number from " + time.toMillis()
                + " ms; one thread with all clients, and the server, on "
                + Runtime.getRuntime().availableProcessors() + " processors");
        if (styles == null) {
            Arrays.stream(EchoStyle.values())
                    .filter(style -> !style.isAvailable())
                    .forEach(style -> out.accept("Without " + style + ", for which this Java, "
                            + Runtime.version().feature() + ", is not new enough"));
        }
        StringBuilder counts = new StringBuilder(" ".repeat(10));
        StringBuilder units = new StringBuilder(String.format("%-10s", "style"));
        for (int count : connections) {
            counts.append(String.format("   %24s", heading(count)));
            units.append(String.format("   %12s %11s", "messages/s", "p99 in ms"));
        }
        out.accept(counts.toString());
        out.accept(units.toString());
        Map<EchoStyle, List<LoadCell>> table = new EnumMap<>(EchoStyle.class);
        for (EchoStyle style : compared) {
            StringBuilder row = new StringBuilder(String.format("%-10s", style));
            List<LoadCell> cells = new ArrayList<>();
            for (int count : connections) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("the load was interrupted");
                }
                LoadCell cell = cell(style, count, time);
                cells.add(cell);
                row.append("   ").append(cell.text());
            }
            table.put(style, cells);
            out.accept(row.toString());
        }
        return table;
    }

    /** Which styles. Only of those that nobody has named may one be missing. */
    private List<EchoStyle> compared() throws LessonException {
        if (styles == null) {
            return Arrays.stream(EchoStyle.values())
                    .filter(EchoStyle::isAvailable)
                    .toList();
        } else if (styles.isEmpty()) {
            throw misused("--style names no style");
        }
        for (EchoStyle style : styles) {
            style.requireAvailable();
        }
        return styles;
    }

    private static LoadCell cell(EchoStyle style, int connections, Duration time) throws IOException {
        try (LessonServer server = style.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return LoadCell.of(
                    server.port(), connections, time, PATIENCE, style == EchoStyle.ORIGINAL ? IMPATIENCE : PATIENCE);
        }
    }

    /** Every connection is two open files, as both its ends are here. Better told before than as a failure in the middle. */
    private static void requireOpenFiles(int most) throws LessonException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long limit = system.getMaxFileDescriptorCount();
            long needed = system.getOpenFileDescriptorCount() + 2L * most + SPARE_FILES;
            if (needed > limit) {
                throw new LessonException(
                        heading(most) + " need " + needed + " open files, and the limit of this process" + " is "
                                + limit + ": raise it (ulimit -n " + needed + "), or ask for fewer (--connections)");
            }
        }
    }
}

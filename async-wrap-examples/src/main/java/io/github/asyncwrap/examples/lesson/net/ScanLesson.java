package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.TaskProgress;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.Lesson;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Why is asking a thousand ports slow, and what makes it quick? A port that is open or closed answers at once. One behind a
 * firewall says nothing, and a thread waits for nothing until the timeout: one after the other, these waits add up. A thread
 * for each port would end them, and be 65,535 threads. A door with 64 slots makes the same blocking calls, 64 at a time,
 * and gives their answers in the order in which it was asked, not in that in which they came.
 */
@Command(
        name = "scan",
        description = {
            "Asks which TCP ports of a host are open: one after the other, then many at once through a door.",
            "Ports are open, closed (the host says no), filtered (no answer within the timeout), unreachable or unknown."
                    + " Scan only hosts that are yours."
        })
public final class ScanLesson extends Lesson {

    private static final Duration MOST = Duration.ofMinutes(1);

    /** Which scans to make. The constants are spelled as they are on the command line. */
    enum Mode {
        /** One port after the other. */
        sequential,
        /** Many at once. */
        door,
        /** First the one, then the other. */
        both
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST",
            description = "The name or address of the host (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--ports",
            paramLabel = "PORTS",
            converter = PortSet.Converter.class,
            description = "Ports, ranges, or a list of them, such as 22,80,8000-8100 (default: ${DEFAULT-VALUE}).")
    private PortSet ports = PortSet.parse("1-1024");

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            converter = OptionTypes.Concurrency.class,
            description = "How many ports are asked at once through the door (default: ${DEFAULT-VALUE}).")
    private int concurrency = 64;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = OptionTypes.Time.class,
            description = "How long to wait for a port to answer, a minute at most (default: 200ms).")
    private Duration timeout = Duration.ofMillis(200);

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "Which scans to make: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Mode mode = Mode.both;

    @Override
    protected int run(PrintWriter out) throws IOException, InterruptedException {
        requireSensibleTimeout();
        InetAddress address = PortScan.resolve(host);
        out.println("Scanning " + address + ": " + ports.size() + " ports, timeout " + timeout.toMillis() + " ms");
        List<PortScan.Answer> answers = List.of();
        if (mode != Mode.door) {
            answers = scan(out, "One by one", address, scan -> scan.oneByOne(ports.list()));
        }
        if (mode != Mode.sequential) {
            answers = scan(out, "Door of " + concurrency, address, scan -> scan.throughDoor(ports.list(), concurrency));
        }
        PortScan.report(answers).forEach(out::println);
        return 0;
    }

    /** How a scan is made. */
    private interface Way {
        List<PortScan.Answer> answers(PortScan scan) throws IOException, InterruptedException;
    }

    private List<PortScan.Answer> scan(PrintWriter out, String name, InetAddress address, Way way)
            throws IOException, InterruptedException {
        out.flush();
        long began = System.nanoTime();
        List<PortScan.Answer> answers;
        try (TaskProgress progress = TaskProgress.start(name, ports.size(), " ports", out)) {
            answers = way.answers(new PortScan(PortScan.connecting(address, timeout), progress::step));
        }
        out.printf("%s: %d ms%n", name, (System.nanoTime() - began) / 1_000_000);
        return answers;
    }

    private void requireSensibleTimeout() {
        if (timeout.compareTo(MOST) > 0) {
            throw misused("--timeout is a minute at most: no port is worth more");
        }
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        requireSensibleTimeout();
        Timeline timeline = new Timeline("scan: one port after the other, then through a door");
        try (DemoPorts site = new DemoPorts()) {
            ScanDemo shown = new ScanDemo(demo, timeline, site, timeout);
            if (site.silent() == 0) {
                demo.say("This system answers even where nobody is accepted: no port is filtered here.");
            }
            shown.oneByOne();
            shown.throughDoor();
        }
        demo.draw(timeline.svg());
    }
}

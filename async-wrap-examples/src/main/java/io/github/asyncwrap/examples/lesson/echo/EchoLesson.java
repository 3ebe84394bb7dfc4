package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.LessonServer;
import io.github.asyncwrap.examples.lesson.ServerLesson;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * How can one server talk to many clients, when a call that reads from one of them blocks? One server, which sends back
 * whatever it is sent, written in all the ways that people have found; each {@link EchoStyle} is a class to be read. The
 * way is from the blocking original through callbacks, which never block and are hard to follow, back to code that reads
 * as the original does, and does not block its thread; or that blocks one that costs next to nothing.
 */
@Command(
        name = "echo",
        subcommands = EchoLoad.class,
        description = {
            "One echo server, written in many styles, from one client at a time to thousands.",
            "It sends back what it is sent, and ends a connection when the client has ended its side and has got"
                    + " everything back.",
            "lesson echo load compares the styles under load: 1, 100 and 1000 connections."
        })
public final class EchoLesson extends ServerLesson {

    @Option(
            names = "--style",
            paramLabel = "STYLE",
            converter = Style.class,
            description = "How the server is written (default: ${DEFAULT-VALUE}). One of: ${COMPLETION-CANDIDATES}.")
    private EchoStyle style = EchoStyle.ORIGINAL;

    @Override
    protected LessonServer start(InetSocketAddress address, PrintWriter out) throws IOException {
        return style.start(address);
    }

    @Override
    protected String hint(String host, int port) {
        return "nc " + host + " " + port + ", in two terminals at once";
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        new EchoDemo(style, demo).run();
    }

    /** The name of a style. */
    static final class Style implements ITypeConverter<EchoStyle> {
        @Override
        public EchoStyle convert(String value) {
            return Arrays.stream(EchoStyle.values())
                    .filter(style -> style.toString().equals(value))
                    .findAny()
                    .orElseThrow(() -> new TypeConversionException("'" + value + "' is not a style. The styles: "
                            + Arrays.stream(EchoStyle.values())
                                    .map(EchoStyle::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }
}

package io.github.asyncwrap.examples.lesson;

import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.ShutdownHook;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import picocli.CommandLine.Option;

/** A lesson that by hand is a server: it runs until Ctrl+C, or until it stops of itself. */
public abstract class ServerLesson extends Lesson {

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The name or address to listen on (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            converter = OptionTypes.Port.class,
            description = "Where to listen; 0 is any free port (default: ${DEFAULT-VALUE}).")
    private int port = 7000;

    @Override
    protected final int run(PrintWriter out) throws IOException, InterruptedException {
        try (LessonServer server = listen(out)) {
            ShutdownHook hook = ShutdownHook.of("stop-server", server::close);
            try (hook) {
                out.println("Listening on " + host + ":" + server.port());
                out.println("Try: " + hint(host, server.port()));
                out.println("Ctrl+C stops it.");
                out.flush();
                server.awaitStopped();
            }
        }
        return 0;
    }

    /** A demo is at home on this machine, on ports that are free. */
    @Override
    protected List<String> notForDemo() {
        return List.of("--host", "--port");
    }

    private LessonServer listen(PrintWriter out) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new LessonException("Cannot listen on " + host + ":" + port + ": there is no host of this name");
        }
        try {
            return start(address, out);
        } catch (BindException e) {
            throw new LessonException(
                    "Cannot listen on " + host + ":" + port + ": " + e.getMessage()
                            + " (--port names another port, 0 any free one)",
                    e);
        }
    }

    /**
     * Starts the server.
     *
     * @param address where to listen
     * @param out where the server may print
     * @return the server, which serves
     * @throws BindException if the port is taken, or the address not of this machine
     * @throws IOException if something else failed
     */
    protected abstract LessonServer start(InetSocketAddress address, PrintWriter out) throws IOException;

    /**
     * How to try it: a command, or what to open.
     *
     * @param host where it listens
     * @param port where it listens
     * @return the rest of a line
     */
    protected abstract String hint(String host, int port);
}

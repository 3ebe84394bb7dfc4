package io.github.asyncwrap.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the upload server until it is stopped, by {@code DELETE /} or by a signal. */
@Command(
        name = "server",
        description = "Runs a server that counts and checksums what is uploaded to it. It is stopped by DELETE /"
                + " from the same machine, by Ctrl+C or by SIGTERM; uploads in flight then get 5 s to finish.")
final class ServerCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            converter = OptionTypes.ListenUrl.class,
            description = "Where to listen; port 0 is any free one (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create(ServerSettings.DEFAULT_URL);

    @Option(
            names = {"-c", "--chunk-size"},
            paramLabel = "BYTES",
            converter = OptionTypes.PositiveInt.class,
            description = "The receive size: uploads are counted in pieces of it (default: ${DEFAULT-VALUE}).")
    private int chunkSize = 1024;

    @Option(
            names = "--max-bytes",
            paramLabel = "BYTES",
            converter = OptionTypes.PositiveLong.class,
            description = "Refuse uploads that are larger than this, with 413 (default: accept all).")
    private long maxBytes = Long.MAX_VALUE;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            converter = OptionTypes.Folder.class,
            description = "Store each upload in a file of its own in this directory, which is made if it is missing,"
                    + " and answer the file's name. One server at a time may use a directory"
                    + " (default: uploads are not stored).")
    private @Nullable Path store;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ServerSettings settings = new ServerSettings(url, chunkSize, maxBytes, store);
        try (UploadServer server = UploadServer.start(settings)) {
            // The way of signals. After DELETE / the server is closed already when the JVM ends, and this does nothing.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-server"));
            out.println("Start server: receive chunk=" + chunkSize);
            if (store != null) {
                out.println("Storing uploads in " + store);
            }
            out.println(settings.withPort(server.port()));
            out.flush();
            server.awaitStopped();
            return 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }
}

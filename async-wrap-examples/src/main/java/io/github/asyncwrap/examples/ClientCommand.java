package io.github.asyncwrap.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Copies uploads to a server and compares the checksums. */
@Command(
        name = "client",
        description = "Copies uploads to a server, chunk by chunk, and compares the checksums. Exits 0 only if the"
                + " server received every upload as it was sent. The times printed are those of the tasks, the failed"
                + " ones too.")
final class ClientCommand implements Callable<Integer> {

    private static final long KIB = 1024;

    @Option(
            names = {"-w", "--workers"},
            paramLabel = "N",
            converter = OptionTypes.PositiveInt.class,
            description = "How many threads copy (default: ${DEFAULT-VALUE}).")
    private int workers = 1;

    @Option(
            names = {"-t", "--tasks"},
            paramLabel = "N",
            converter = OptionTypes.PositiveInt.class,
            description = "How many uploads to copy (default: ${DEFAULT-VALUE}).")
    private int tasks = 1;

    @Option(
            names = {"-u", "--url"},
            paramLabel = "URL",
            converter = OptionTypes.ServerUrl.class,
            description = "The address of the server (default: ${DEFAULT-VALUE}).")
    private String url = ServerSettings.DEFAULT_URL;

    @Option(
            names = {"-c", "--chunk-size"},
            paramLabel = "BYTES",
            converter = OptionTypes.ChunkSize.class,
            description = "The size of each write (default: ${DEFAULT-VALUE}).")
    private int chunkSize = 1024;

    @Option(
            names = {"-s", "--data-size"},
            paramLabel = "KIB",
            converter = OptionTypes.PositiveInt.class,
            description = "The size of each upload in KiB (default: ${DEFAULT-VALUE}).")
    private int dataSize = 1024;

    @Option(
            names = "--consumer",
            paramLabel = "KIND",
            description = "What the chunks are written to: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ConsumerKind consumer = ConsumerKind.DEFAULT;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CopyReport report = new CopyRun(settings(), spec.commandLine().getOut()).run();
        return report.isAllMatched() ? 0 : 1;
    }

    private CopySettings settings() {
        try {
            return new CopySettings(workers, tasks, chunkSize, dataSize * KIB, url, consumer);
        } catch (ArithmeticException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tasks " + tasks + " times --data-size " + dataSize + " KiB is more than can be counted:"
                            + " 8 EiB at most",
                    e);
        }
    }
}

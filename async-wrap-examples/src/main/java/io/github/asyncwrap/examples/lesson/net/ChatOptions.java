package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.OptionTypes;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of those lessons that run a chat server. */
final class ChatOptions {

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            converter = OptionTypes.Folder.class,
            description = "Where to keep accounts and history; made if it is missing. One server at a time may have it"
                    + " (default: they are kept in memory, and end with the server). Not for --demo, which has"
                    + " a temporary one.")
    private @Nullable Path folder;

    @Nullable
    Path folder() {
        return folder;
    }
}

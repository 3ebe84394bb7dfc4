package async.wrap.user;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.file.AsyncTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Copies a file by chunks, and the folder that it is in as a tree. */
public final class Filed {
    private Filed() {}

    public static String run() throws IOException {
        Path folder = Files.createTempDirectory("module");
        Path from = folder.resolve("from");
        Path to = folder.resolve("to");
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFiles files = AsyncFiles.on(disk);
            files.writeString(from, "one\ntwo\n").join();
            AsyncFile target =
                    files.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE).join();
            AsyncFuture<Long> copied = target.write(files.chunks(from));
            long bytes = copied.join();
            target.close().join();
            Joining joining = new Joining();
            files.lines(to).subscribe(joining);
            String lines = joining.end.join();
            return bytes + ": " + lines + " "
                    + AsyncTrees.on(disk).deleteTree(folder).join().files();
        }
    }

    private static final class Joining implements Flow.Subscriber<String> {
        final CompletableFuture<String> end = new CompletableFuture<>();
        private final StringBuilder lines = new StringBuilder();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.append(line).append(';');
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(lines.toString());
        }
    }
}

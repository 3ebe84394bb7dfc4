package async.wrap.filer;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** What is exported. */
public final class Shown {
    private Shown() {}

    public static String run() throws IOException {
        if (!"io.github.asyncwrap.core".equals(AsyncFiles.class.getModule().getName())) {
            throw new IllegalStateException("the library is not on the module path");
        }
        Path from = Files.createTempFile("module", ".from");
        Path to = Files.createTempFile("module", ".to");
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFiles files = AsyncFiles.on(disk);
            files.writeString(from, "one\ntwo\n").join();
            AsyncFile target = files.open(to, StandardOpenOption.WRITE).join();
            AsyncFuture<Long> copied = target.write(files.chunks(from));
            long bytes = copied.join();
            target.close().join();
            Joining joining = new Joining();
            files.lines(to).subscribe(joining);
            return bytes + ": " + joining.end.join();
        } finally {
            Files.delete(from);
            Files.delete(to);
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

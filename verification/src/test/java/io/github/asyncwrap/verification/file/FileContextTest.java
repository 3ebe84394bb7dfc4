package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.testkit.Gate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** Law 11 for files: whose context publishers, their subscribers and the callbacks on a close have. */
class FileContextTest {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @TempDir
    Path dir = Path.of("");

    @AfterEach
    void clear() {
        MDC.clear();
    }

    private void note() {
        String user = MDC.get("user");
        seen.add(user == null ? "nobody" : user);
    }

    private static void in(String user) {
        MDC.put("user", user);
    }

    private final class Noting<T> extends Taken<T> {
        Noting() {
            super(0);
        }

        @Override
        void signalled() {
            note();
        }
    }

    /** Requests come from a thread in another context. */
    private <T> void takeAll(Flow.Publisher<T> publisher) {
        Noting<T> taken = new Noting<>();
        in("me");
        publisher.subscribe(taken);
        in("another");
        Flow.Subscription subscription = taken.subscribed.join();
        subscription.request(1);
        subscription.request(Long.MAX_VALUE);
        assertThat(taken.await()).isNotEmpty();
    }

    @Test
    void signals_areInTheSubscribersContext() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "x\n".repeat(3_000));
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            in("maker");
            AsyncFiles files = AsyncFiles.on(disk);
            takeAll(files.lines(path));
            assertThat(seen).hasSize(3_002).containsOnly("me");
            AsyncFile file = files.open(path).join();
            takeAll(file.lines());
            assertThat(seen).hasSize(6_004).containsOnly("me");
            file.close().join();
        }
    }

    @Test
    void matchersAndSignals_thatWaitedForRoom_areInTheSubscribersContext() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "x");
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1).maxPending(1).build();
                Gate gate = Gate.create()) {
            List<AsyncFuture<Integer>> held = List.of(disk.call(gate.callable(1)), disk.call(gate.callable(1)));
            Noting<Path> taken = new Noting<>();
            in("me");
            AsyncFiles.on(disk)
                    .find(dir, 1, (found, attributes) -> {
                        note();
                        return found.equals(path);
                    })
                    .subscribe(taken);
            in("another");
            taken.subscribed.join().request(Long.MAX_VALUE);
            gate.releaseAll();
            held.forEach(AsyncFuture::join);
            assertThat(taken.await()).containsExactly(path);
            assertThat(seen).hasSizeGreaterThan(4).containsOnly("me");
        }
    }

    @Test
    void callbacks_onWritesOfPublishersAndOnCloses_areInTheCallersContext() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            in("opener");
            AsyncFile file = AsyncFiles.on(disk)
                    .open(dir.resolve("a"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .join();
            Driven chunks = new Driven();
            in("me");
            AsyncFuture<Long> written = file.write(chunks);
            in("another");
            AsyncFuture<Void> first = written.thenRun(this::note);
            AsyncFuture<Void> second = written.thenRunAsync(this::note);
            chunks.next("x");
            chunks.complete();
            first.join();
            second.join();
            assertThat(seen).hasSize(2).containsOnly("me");
            in("closer");
            AsyncFuture<Void> closed = file.close();
            in("me");
            AsyncFuture<Void> again = file.close();
            AsyncFuture<Long> late = file.size();
            in("another");
            closed.thenRun(() -> assertThat(MDC.get("user")).isEqualTo("closer"))
                    .join();
            again.thenRun(this::note).join();
            again.thenRunAsync(this::note).join();
            late.handleAsync((size, failed) -> {
                        note();
                        return true;
                    })
                    .join();
            assertThat(seen).hasSize(5).containsOnly("me");
        }
    }
}

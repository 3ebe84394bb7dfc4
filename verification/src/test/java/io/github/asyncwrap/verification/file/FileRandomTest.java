package io.github.asyncwrap.verification.file;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.verification.Seeds;
import io.github.asyncwrap.verification.Spin;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of any size, read and copied in any manner, on every carrier: what comes is what is in the file, in order, up to
 * the end or the cancel; then nothing is open and nothing runs. {@link Seeds} says how to play one again.
 */
class FileRandomTest {
    private static final String[] PIECES = {"a", "ü", "€", "\uD83D\uDE00", "some words ", "\n", "\r\n", "\r", "\n\n"};
    private static final int MOST = 900_000;

    @TempDir
    Path dir = Path.of("");

    private Path file(Random random) throws IOException {
        StringBuilder content = new StringBuilder();
        int length = random.nextInt(5) == 0 ? random.nextInt(10) : random.nextInt(MOST);
        int rarely = 1 + random.nextInt(40);
        while (content.length() < length) {
            content.append(PIECES[random.nextInt(rarely) == 0 ? 5 + random.nextInt(4) : random.nextInt(5)]);
        }
        return Files.writeString(dir.resolve("a"), content);
    }

    private static int chunk(Random random) {
        return 1 + random.nextInt(random.nextBoolean() ? 5_000 : MOST);
    }

    private static void awaitRest(AsyncWrapper wrapper) {
        Spin.until(() -> wrapper.stats().running() + wrapper.stats().pending() == 0);
    }

    /** Requests at random, in its signals and from the test's thread, and may cancel in either. */
    private static final class Moody<T> extends Taken<T> {
        private final Random random;
        final int cancelsAt;

        Moody(Random random, int cancelsAt) {
            super(random.nextInt(3));
            this.random = new Random(random.nextLong());
            this.cancelsAt = cancelsAt;
        }

        @Override
        public void onNext(T item) {
            super.onNext(item);
            Flow.Subscription subscription = subscribed.join();
            if (items.size() == cancelsAt) {
                subscription.cancel();
            } else if (random.nextBoolean()) {
                subscription.request(1 + random.nextInt(1_000));
            }
        }
    }

    private <T> void take(Random random, AsyncWrapper wrapper, Flow.Publisher<T> publisher, List<T> expected)
            throws Exception {
        boolean cancels = random.nextInt(3) == 0;
        Moody<T> taken = new Moody<>(random, cancels ? 1 + random.nextInt(expected.size() + 1) : -1);
        publisher.subscribe(taken);
        Flow.Subscription subscription = taken.subscribed.join();
        boolean cancelsHere = cancels && random.nextBoolean();
        for (int i = random.nextInt(20); i > 0; i--) {
            subscription.request(1 + random.nextInt(50));
            if (random.nextBoolean()) {
                Thread.yield();
            }
        }
        if (cancelsHere) {
            subscription.cancel();
        } else if (taken.cancelsAt < 0 || taken.cancelsAt > expected.size()) {
            subscription.request(Long.MAX_VALUE);
            assertThat(taken.end.get(20, SECONDS)).isEqualTo(expected);
        } else {
            subscription.request(Long.MAX_VALUE);
            Spin.until(() -> taken.items.size() >= taken.cancelsAt);
        }
        awaitRest(wrapper);
        Handles.awaitClosed(dir.resolve("a"));
        List<T> items = List.copyOf(taken.items);
        assertThat(items).isEqualTo(expected.subList(0, items.size()));
        assertThat(taken.end.isCompletedExceptionally()).isFalse();
    }

    @Test
    void lines_takenAtRandom_areThoseOfTheFile() throws Exception {
        Seeds.each((random, wrapper) -> {
            Path path = file(random);
            List<String> expected;
            try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
                expected = reader.lines().toList();
            }
            take(random, wrapper, AsyncFiles.on(wrapper).lines(path), expected);
        });
    }

    @Test
    void chunks_takenAtRandom_areThoseOfTheFile() throws Exception {
        Seeds.each((random, wrapper) -> {
            Path path = file(random);
            byte[] content = Files.readAllBytes(path);
            int size = Math.max(chunk(random), content.length / 5_000);
            List<ByteBuffer> expected = new ArrayList<>();
            for (int from = 0; from < content.length; from += size) {
                expected.add(ByteBuffer.wrap(Arrays.copyOfRange(content, from, Math.min(content.length, from + size))));
            }
            take(random, wrapper, AsyncFiles.on(wrapper).chunks(path, size), expected);
        });
    }

    /** From one open file to another one, with other operations between. */
    @Test
    void copies_endedAtRandom_areBeginningsOfTheFile() throws Exception {
        Seeds.each((random, wrapper) -> {
            Path from = file(random);
            Path to = dir.resolve("b");
            AsyncFiles files = AsyncFiles.on(wrapper);
            AsyncFile source = files.open(from).join();
            AsyncFile target = files.open(
                            to,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)
                    .join();
            AsyncFuture<Long> copied = target.write(source.chunks(Math.max(100, chunk(random))));
            for (int i = random.nextInt(10); i > 0; i--) {
                target.force(false);
                target.tell();
                Thread.yield();
            }
            int ending = random.nextInt(4);
            if (ending == 0) {
                copied.cancel(true);
            } else if (ending == 1) {
                target.close();
            } else {
                assertThat(copied.get(20, SECONDS)).isEqualTo(Files.size(from));
            }
            target.close().get(20, SECONDS);
            source.close().get(20, SECONDS);
            Spin.until(copied::isDone); // a copy into a closed file ends with the next chunk, or the publisher's end
            awaitRest(wrapper);
            assertThat(Handles.isOpen(from) || Handles.isOpen(to)).isFalse();
            byte[] expected = Files.readAllBytes(from);
            byte[] written = Files.readAllBytes(to);
            assertThat(written).isEqualTo(Arrays.copyOf(expected, written.length));
            if (!copied.isCompletedExceptionally()) {
                assertThat(written).hasSameSizeAs(expected);
            }
        });
    }
}

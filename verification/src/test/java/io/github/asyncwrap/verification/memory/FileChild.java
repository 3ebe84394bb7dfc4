package io.github.asyncwrap.verification.memory;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.verification.ChildJvm;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Reads a file by lines and by chunks, and counts the bytes: the file, and how many there must be. */
final class FileChild {
    private FileChild() {}

    public static void main(String[] args) {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFiles files = AsyncFiles.on(disk);
            Path file = Path.of(args[0]);
            long size = Long.parseLong(args[1]);
            Counting<String> lines = new Counting<>() {
                @Override
                long weigh(String line) {
                    return line.length() + 1L;
                }
            };
            files.lines(file).subscribe(lines);
            require(lines.end.join(), size);
            Counting<ByteBuffer> chunks = new Counting<>() {
                @Override
                long weigh(ByteBuffer chunk) {
                    return chunk.remaining();
                }
            };
            files.chunks(file).subscribe(chunks);
            require(chunks.end.join(), size);
            ChildJvm.passed();
        } catch (Throwable failure) {
            ChildJvm.failed(failure);
        }
    }

    private static void require(long bytes, long expected) {
        if (bytes != expected) {
            throw new AssertionError(bytes + " bytes came");
        }
    }

    private abstract static class Counting<T> implements Flow.Subscriber<T> {
        final CompletableFuture<Long> end = new CompletableFuture<>();
        private long bytes;

        abstract long weigh(T item);

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(T item) {
            bytes += weigh(item);
            Thread.yield(); // slower than the reader, which must then wait
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(bytes);
        }
    }
}

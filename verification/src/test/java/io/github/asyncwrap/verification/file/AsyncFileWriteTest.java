package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.verification.Spin;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** {@code write} of what a publisher gives, and of much at once. */
class AsyncFileWriteTest extends OnDisk {
    private static final Path FULL = Path.of("/dev/full");
    private static final StandardOpenOption[] BOTH = {
        StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE
    };

    private AsyncFile open() {
        return files.open(dir.resolve("a"), BOTH).join();
    }

    @Test
    void copy_isTheFile_betweenOtherOperations() throws Exception {
        byte[] content = new byte[3_000_001];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31 + (i >> 9));
        }
        Path from = Files.write(dir.resolve("from"), content);
        AsyncFile target = open();
        target.write("head\n");
        AsyncFuture<Long> copied = target.write(files.chunks(from));
        assertThat(copied.join()).isEqualTo(content.length);
        target.write("tail");
        target.close().join();
        byte[] written = Files.readAllBytes(dir.resolve("a"));
        assertThat(new String(written, 0, 5, StandardCharsets.UTF_8)).isEqualTo("head\n");
        assertThat(Arrays.copyOfRange(written, 5, 5 + content.length)).isEqualTo(content);
        assertThat(new String(written, 5 + content.length, 4, StandardCharsets.UTF_8))
                .isEqualTo("tail");
        assertThat(written).hasSize(content.length + 9);
    }

    @Test
    void nothing_isWrittenToo() {
        AsyncFile target = open();
        Driven driven = new Driven();
        AsyncFuture<Long> written = target.write(driven);
        driven.complete();
        assertThat(written.join()).isZero();
        assertThat(driven.cancels).hasValue(0);
        target.close().join();
    }

    @Test
    void chunks_stayAsTheyAre() {
        AsyncFile target = open();
        Driven driven = new Driven();
        AsyncFuture<Long> written = target.write(driven);
        ByteBuffer chunk = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);
        driven.subscriber().onNext(chunk);
        driven.complete();
        assertThat(written.join()).isEqualTo(2);
        assertThat(chunk.position()).isEqualTo(1);
        assertThat(target.readAt(0, 10).join()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
        target.close().join();
    }

    @Test
    void publishersError_isThatOfTheResult_behindWhatCameBefore() throws Exception {
        try (AsyncWrapper narrow = AsyncWrapper.of("narrow", 1);
                Gate gate = Gate.create()) {
            AsyncFile target =
                    AsyncFiles.on(narrow).open(dir.resolve("a"), BOTH).join();
            AsyncFuture<Integer> held = narrow.call(gate.callable(1));
            Driven driven = new Driven();
            AsyncFuture<Long> written = target.write(driven);
            driven.next("one");
            driven.next("two");
            IllegalStateException failure = new IllegalStateException("no more");
            driven.subscriber().onError(failure);
            assertThat(written).isNotDone();
            gate.releaseAll();
            assertThatThrownBy(written::join).hasCause(failure);
            target.close().join();
            held.join();
            assertThat(dir.resolve("a")).hasContent("onetwo");
            assertThat(driven.cancels).hasValue(0);
        }
    }

    @Test
    void publisherThatThrows_failsTheResult() {
        AsyncFile target = open();
        IllegalStateException failure = new IllegalStateException("no subscribers");
        AsyncFuture<Long> written = target.write((Flow.Publisher<ByteBuffer>) subscriber -> {
            throw failure;
        });
        assertThatThrownBy(written::join).hasCause(failure);
        target.close().join();
    }

    @Test
    void fullDisk_endsTheSubscriptionAndSticks() {
        assumeThat(Files.exists(FULL)).as("there is a " + FULL).isTrue();
        AsyncFile target = files.open(FULL, StandardOpenOption.WRITE).join();
        Driven driven = new Driven();
        AsyncFuture<Long> written = target.write(driven);
        driven.next("one");
        assertThatThrownBy(written::join)
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
        Spin.until(() -> driven.cancels.get() == 1);
        driven.next("two");
        driven.complete();
        assertThatThrownBy(() -> target.close().join()).hasMessageContaining("a former write failed");
    }

    /** It fails as a write does, and not only from the first chunk on. */
    @Test
    void nothing_onAFileWithAFailedWrite_failsToo() {
        assumeThat(Files.exists(FULL)).as("there is a " + FULL).isTrue();
        AsyncFile target = files.open(FULL, StandardOpenOption.WRITE).join();
        assertThatThrownBy(() -> target.write("one").join()).hasMessageContaining("No space left on device");
        Driven driven = new Driven();
        AsyncFuture<Long> written = target.write(driven);
        driven.complete();
        assertThatThrownBy(written::join).hasMessageContaining("a former write failed");
        assertThatThrownBy(() -> target.close().join()).hasMessageContaining("a former write failed");
    }

    @Test
    void nothing_onAClosedFile_failsToo() {
        AsyncFile target = open();
        Driven driven = new Driven();
        AsyncFuture<Long> written = target.write(driven);
        target.close().join();
        driven.complete();
        assertThatThrownBy(written::join).hasCauseInstanceOf(ClosedChannelException.class);
    }

    /** There is no line of those who wait for room. */
    @Test
    void wrapperThatLetsNobodyWait_isTheFailure() throws Exception {
        try (AsyncWrapper narrow =
                        AsyncWrapper.builder("narrow", 1).maxPending(0).build();
                Gate gate = Gate.create()) {
            AsyncFile target =
                    AsyncFiles.on(narrow).open(dir.resolve("a"), BOTH).join();
            Spin.until(() -> narrow.stats().running() == 0);
            AsyncFuture<Integer> held = narrow.call(gate.callable(1));
            Driven driven = new Driven();
            AsyncFuture<Long> written = target.write(driven);
            driven.next("one");
            assertThatThrownBy(written::join).hasCauseInstanceOf(AsyncRejectedException.class);
            assertThat(driven.cancels).hasValue(1);
            gate.releaseAll();
            held.join();
            target.close().join();
            assertThat(dir.resolve("a")).isEmptyFile();
        }
    }

    @Test
    void closedFile_endsTheSubscription() {
        AsyncFile target = open();
        Driven driven = new Driven();
        AsyncFuture<Long> written = target.write(driven);
        target.close().join();
        driven.next("one");
        assertThatThrownBy(written::join).hasCauseInstanceOf(ClosedChannelException.class);
        Spin.until(() -> driven.cancels.get() == 1);
        assertThat(dir.resolve("a")).isEmptyFile();
    }

    @Test
    void cancel_endsTheSubscriptionAndWritesNothingMore() throws Exception {
        try (AsyncWrapper narrow = AsyncWrapper.of("narrow", 1);
                Gate gate = Gate.create()) {
            AsyncFile target =
                    AsyncFiles.on(narrow).open(dir.resolve("a"), BOTH).join();
            AsyncFuture<Integer> held = narrow.call(gate.callable(1));
            gate.awaitEntered(1);
            Driven driven = new Driven();
            AsyncFuture<Long> written = target.write(driven);
            driven.next("one");
            assertThat(written.cancel(true)).isTrue();
            assertThat(driven.cancels).hasValue(1);
            driven.next("two");
            assertThat(narrow.stats().pending()).isZero();
            gate.releaseAll();
            held.join();
            target.close().join();
            assertThat(dir.resolve("a")).isEmptyFile();
        }
    }

    @Test
    void requests_areBoundedByBytes() throws Exception {
        AsyncFile target = open();
        Driven driven = new Driven();
        AsyncFuture<Long> written = target.write(driven);
        assertThat(driven.requested).hasValue(2);
        for (int i = 0; i < 40; i++) {
            driven.next(new byte[64 << 10]);
        }
        Spin.until(() -> driven.requested.get() == 40 + (2 << 20) / (64 << 10));
        for (int i = 0; i < 20; i++) {
            driven.next(new byte[4 << 20]); // larger ones: two at a time, as soon as there are no more than that
        }
        driven.complete();
        assertThat(written.join()).isEqualTo(40L * (64 << 10) + (80L << 20));
        assertThat(driven.requested).hasValue(40 + 32);
        target.close().join();
    }

    /** A header is small, and says nothing of what comes behind it. */
    @Test
    void requests_growByWhatIsWritten() throws Exception {
        AsyncFile target = open();
        Driven driven = new Driven();
        AsyncFuture<Long> written = target.write(driven);
        driven.next(new byte[10]);
        Spin.until(() -> driven.requested.get() > 2);
        assertThat(driven.requested).hasValue(1 + 3);
        for (int i = 0; i < 3; i++) {
            driven.next(new byte[1 << 20]);
        }
        Spin.until(() -> driven.requested.get() >= 4 + 2);
        for (int sent = 5; sent <= 20; sent++) {
            int all = sent;
            driven.next(new byte[all % 2 == 0 ? 10 : (1 << 20)]); // smaller ones do not make the large ones forgotten
            Spin.until(() -> driven.requested.get() >= all + 2);
            assertThat(driven.requested).hasValue(all + 2);
        }
        driven.complete();
        assertThat(written.join()).isEqualTo(9 * 10 + 11L * (1 << 20));
        target.close().join();
    }

    @Test
    void secondSubscription_isCancelled() {
        AsyncFile target = open();
        Driven driven = new Driven();
        AsyncFuture<Long> written = target.write(driven);
        Driven second = new Driven();
        driven.subscriber().onSubscribe(second);
        assertThat(second.cancels).hasValue(1);
        assertThat(second.requested).hasValue(0);
        driven.complete();
        assertThat(written.join()).isZero();
        target.close().join();
    }

    /** The JDK keeps for each thread a buffer as large as what passed a channel at once. */
    @Test
    void muchAtOnce_needsNoMemoryOutsideTheHeap() {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        long before = direct.getTotalCapacity();
        byte[] much = new byte[32 << 20];
        AsyncFile target = open();
        target.write(much).join();
        target.writeAt(0, ByteBuffer.wrap(much)).join();
        target.seek(0);
        assertThat(target.readAll().join().remaining()).isEqualTo(much.length);
        assertThat(target.readAt(0, much.length).join().remaining()).isEqualTo(much.length);
        assertThat(Taken.all(files.chunks(dir.resolve("a"), 16 << 20)).await()).hasSize(2);
        assertThat(direct.getTotalCapacity() - before).isLessThan(4 << 20);
        target.close().join();
    }
}

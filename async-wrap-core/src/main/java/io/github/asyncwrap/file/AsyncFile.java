package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Gather;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open file with a position, whose operations are calls of a wrapper. {@link #open} gives one.
 *
 * <pre>{@code
 * AsyncFile log = AsyncFile.open(path, CREATE, WRITE).join();
 * log.write("one\n");
 * log.write("two\n");
 * AsyncFuture<Void> written = log.close();
 * }</pre>
 *
 * <p><b>Order.</b> The operations of a file run one at a time, in the order in which they were called; nobody needs to
 * wait for one to call the next. They find room at the wrapper, or are refused, as other calls are. All methods may be
 * called from any thread, and none of them blocks but as {@link AsyncWrapper#call} does.
 *
 * <p><b>Cancelling</b>, and a timeout, end one operation and leave the file as usable as it was. One that has not begun
 * never does: a write is left out, a position stays where it is. One that has begun goes on to its end, as an interrupt
 * would close the file for all: then {@link AsyncFuture#stopped()} tells when, the bytes of a write may be in the file,
 * those of a read are lost, and the operations behind it wait until then. Therefore a read of a pipe that nobody writes
 * to keeps all others, and the close, waiting; and so does its {@code open} keep a slot, as long as nobody opens the other
 * end.
 *
 * <p><b>Errors of writes stick.</b> After a {@code write}, {@code writeAt}, {@code truncate} or {@code force} that failed
 * with an {@code IOException}, all later ones fail, and so does {@code close}: with an {@code IOException} that has the
 * first one as its cause. A write that was refused, cancelled or timed out before it began, or whose text the charset does
 * not have, has told its own future alone.
 *
 * <p><b>Text</b> is UTF-8 unless the file was opened with another charset. Bytes that are no text are an error that tells
 * their position ({@code CharacterCodingException}), as are characters that the charset does not have; nothing is ever
 * replaced. A line ends with {@code \n}, {@code \r\n} or {@code \r}, or at the end of the file.
 *
 * <p>What it does not do: it has no buffer for writes; what a {@code write} has completed is with the operating system,
 * and on the disk after {@link #force}. It is not closed by the garbage collector, nor by the wrapper's close.
 */
public final class AsyncFile {
    private final Path path;
    private final OpenFile file;
    private final Text text;
    private final AsyncWrapper door;
    private final Calls turns;
    private final Calls plain;
    private final AsyncFuture<Void> delivery;
    private final AsyncFuture<Void> closed;
    private final Closing closingCalls;
    private final AtomicBoolean closing = new AtomicBoolean();

    /** The operations that are not over, for a body that waits for the close to run them. */
    private final Set<AsyncFuture<?>> inFlight = ConcurrentHashMap.newKeySet();

    /** The operations that are not over, and one for the file being open. At 0 it is closed. */
    private final AtomicInteger users = new AtomicInteger(1);

    private AsyncFile(OpenFile file, Text text, AsyncWrapper steady) {
        this.path = file.path;
        this.file = file;
        this.text = text;
        this.door = steady.keyed(new Object());
        this.turns = new Turns();
        this.plain = Calls.of(steady);
        this.delivery = plain.delivery();
        this.closed = delivery.newIncompleteFuture();
        this.closingCalls = new Closing(file, delivery.defaultExecutor(), closed);
    }

    /**
     * Opens a file on {@link AsyncWrapper#shared()}, with UTF-8 for its text.
     *
     * @param path the file
     * @param options as for {@link java.nio.channels.FileChannel#open(Path, OpenOption...)}; to read if there are none
     * @return the file; fails as that does, and with a {@code FileSystemException} if it is a directory
     */
    public static AsyncFuture<AsyncFile> open(Path path, OpenOption... options) {
        return AsyncFiles.shared().open(path, options);
    }

    /**
     * Opens a file on {@link AsyncWrapper#shared()}.
     *
     * @param path the file
     * @param charset of its text
     * @param options as for {@link java.nio.channels.FileChannel#open(Path, OpenOption...)}; to read if there are none
     * @return the file; fails as that does, and with a {@code FileSystemException} if it is a directory
     */
    public static AsyncFuture<AsyncFile> open(Path path, Charset charset, OpenOption... options) {
        return AsyncFiles.shared().open(path, charset, options);
    }

    /** Opens one; a file that comes too late is closed again. */
    static AsyncFuture<AsyncFile> open(AsyncWrapper steady, Path path, Charset charset, OpenOption... options) {
        Text text = new Text(path, charset);
        Set<OpenOption> chosen = Set.copyOf(Arrays.asList(options));
        return steady.<AsyncFile>call(() -> new AsyncFile(OpenFile.open(path, text, chosen), text, steady))
                .onDiscarded(late -> {
                    AsyncFuture<Void> unused = late.close();
                });
    }

    // Reading.

    /**
     * Reads so many bytes from the position on. Only at the end of the file there are fewer; where there are none, none.
     *
     * @param count how many bytes; at least 1
     * @return the bytes, in an array; they belong to the caller
     * @throws IllegalArgumentException if the count is below 1
     */
    public AsyncFuture<ByteBuffer> read(int count) {
        requireCount(count);
        return submit(() -> file.read(count));
    }

    /**
     * Reads all bytes from the position on.
     *
     * @return the bytes, in an array; they belong to the caller. Fails if they are more than an array holds
     */
    public AsyncFuture<ByteBuffer> readAll() {
        return submit(file::readAll);
    }

    /**
     * Reads all text from the position on. Text that is none leaves the position where it was.
     *
     * @return the text, with its ends of lines as they are. Fails in UTF-16 and UTF-32, without LE or BE, behind the
     *     beginning of the file, where the order of the bytes is told
     */
    public AsyncFuture<String> readText() {
        return submit(file::readText);
    }

    /**
     * Reads a line from the position on. For many lines {@link #lines()} is much quicker, as it reads many in one call.
     *
     * @return the line without its end, however long; null at the end of the file
     * @throws IllegalArgumentException if the charset is one whose lines cannot be told by bytes: UTF-16, UTF-32, EBCDIC,
     *     ISO-2022
     */
    public AsyncFuture<@Nullable String> readLine() {
        Text unused = CursorBatches.requireLines(path, text);
        return submit(file::readLine);
    }

    /**
     * Publishes the lines from the position on, up to the end of the file. It reads 64 KiB in one operation, or a line, if
     * that is longer, and at most two such batches ahead of its subscriber; the operations are in order with the others
     * of the file. So the position, while it is subscribed to and after a cancel, is somewhere ahead of the last line that
     * was delivered. The end leaves the file open; a close ends the publisher with an error. Where the wrapper is full it
     * waits for room as {@link #write(Flow.Publisher)} does; nor must a body of the same wrapper wait for its end.
     *
     * <p>Each subscriber reads from the position on as it is then. Signals come from the delivery threads.
     *
     * @return a publisher
     * @throws IllegalArgumentException if the charset is one whose lines cannot be told by bytes: UTF-16, UTF-32, EBCDIC,
     *     ISO-2022
     */
    public Flow.Publisher<String> lines() {
        Text unused = CursorBatches.requireLines(path, text);
        return new BatchPublisher<>("lines of " + path, turns, plain, () -> CursorBatches.lines(file, false));
    }

    /**
     * Publishes the bytes from the position on in chunks of 32 KiB, see {@link #chunks(int)}.
     *
     * @return a publisher
     */
    public Flow.Publisher<ByteBuffer> chunks() {
        return chunks(CursorBatches.CHUNK);
    }

    /**
     * Publishes the bytes from the position on in chunks, up to the end of the file. It reads 256 KiB in one operation, or
     * a chunk, if that is larger, and at most two such batches ahead of its subscriber. For the rest it is as
     * {@link #lines()}.
     *
     * @param size of a chunk in bytes, at least 1; the last one may be smaller, and each one that is read from a pipe
     * @return a publisher; the chunks belong to the subscriber
     * @throws IllegalArgumentException if the size is below 1
     */
    public Flow.Publisher<ByteBuffer> chunks(int size) {
        int checked = CursorBatches.requireSize(size);
        return new BatchPublisher<>(
                "chunks of " + path, turns, plain, () -> CursorBatches.chunks(file, checked, false));
    }

    /**
     * Reads so many bytes from another position on, and leaves the position of the file. A pipe has no positions.
     *
     * @param from the position of the first byte; not negative
     * @param count how many bytes; at least 1
     * @return the bytes, in an array; fewer if the file ends sooner
     * @throws IllegalArgumentException if the position is negative or the count below 1
     */
    public AsyncFuture<ByteBuffer> readAt(long from, int count) {
        requirePosition("from", from);
        requireCount(count);
        return submit(() -> file.readAt(from, count));
    }

    // Writing.

    /**
     * Writes bytes at the position, or at the end of a file that was opened with {@code APPEND}.
     *
     * @param bytes those from its position to its limit, which stay as they are; they must not be changed before
     *     {@link AsyncFuture#stopped()} has completed
     * @return completes when all are with the operating system
     */
    public AsyncFuture<Void> write(ByteBuffer bytes) {
        ByteBuffer written = bytes.duplicate();
        return submitVoid(() -> file.write(written));
    }

    /**
     * Writes bytes, as {@link #write(ByteBuffer)} does.
     *
     * @param bytes they must not be changed before {@link AsyncFuture#stopped()} has completed
     * @return completes when all are with the operating system
     */
    public AsyncFuture<Void> write(byte[] bytes) {
        return write(ByteBuffer.wrap(bytes));
    }

    /**
     * Writes text, as {@link #write(ByteBuffer)} does. It writes no byte of a text that the charset does not have.
     *
     * @param text the text; no end of line is added
     * @return completes when all of it is with the operating system
     */
    public AsyncFuture<Void> write(CharSequence text) {
        String written = text.toString();
        return submitVoid(() -> file.write(written));
    }

    /**
     * Writes what a publisher gives, from the position on: all chunks that have come meanwhile with one operation. The
     * operations are in order with the others of the file, which may come between them; where the wrapper is full they wait
     * for room in the line of {@link AsyncWrapper#ready()}, and the result fails if that is full, too. With a
     * {@code maxPending} of 0 there is no such line: then a chunk that comes while all slots are taken is the failure, and
     * on a wrapper with one slot a file cannot be copied to another.
     *
     * <p>At most 2 MiB are on their way from the publisher to the file, or two chunks, if these are larger, as
     * long as no chunk is larger than all before it. It requests two chunks at first, and then so many that with each one
     * written there is one more on its way, up to 256, but no more than are 2 MiB if each is as large as the largest so far.
     * A chunk that is larger still may be followed by as many of its size as had been requested by then.
     *
     * <pre>{@code
     * AsyncFuture<Long> copied = target.write(source.chunks());
     * }</pre>
     *
     * @param chunks is subscribed to at once. Its chunks stay as they are, and must not be changed before the file is
     *     closed, or another operation, called after the result has completed, has
     * @return how many bytes it were, when all are with the operating system. It fails as {@link #write(ByteBuffer)} does,
     *     or with the publisher's error; what came before that is in the file. A failure, and a cancel, end the
     *     subscription; the operation under way then goes on to its end. After a {@link #close()} the next chunk is the
     *     failure, or the end of a publisher without chunks. Do not wait for it in a body of the same wrapper: its operations
     *     begin when chunks come, and so the body could not run them in place; if all slots wait like that, nothing ends.
     *     Compose with it instead
     */
    public AsyncFuture<Long> write(Flow.Publisher<? extends ByteBuffer> chunks) {
        AsyncFuture<Long> result = plain.delivery().newIncompleteFuture();
        ChunkWriter.write(Objects.requireNonNull(chunks, "chunks"), file, turns, delivery.defaultExecutor(), result);
        return result;
    }

    /**
     * Writes bytes at another position, and leaves the position of the file. Fails if the file is open to append, as the
     * system would write at the end.
     *
     * @param to the position of the first byte; not negative; behind the end of the file there will be a gap
     * @param bytes as for {@link #write(ByteBuffer)}
     * @return completes when all are with the operating system
     * @throws IllegalArgumentException if the position is negative
     */
    public AsyncFuture<Void> writeAt(long to, ByteBuffer bytes) {
        requirePosition("to", to);
        ByteBuffer written = bytes.duplicate();
        return submitVoid(() -> file.writeAt(to, written));
    }

    /**
     * Cuts off what is behind a size; a file that is not longer stays as it is. A position behind the size is then there.
     *
     * @param size in bytes; not negative
     * @return completes when it is done
     * @throws IllegalArgumentException if the size is negative
     */
    public AsyncFuture<Void> truncate(long size) {
        requirePosition("size", size);
        return submitVoid(() -> file.truncate(size));
    }

    /**
     * Has the operating system write to the disk what was written before.
     *
     * @param metaData whether also what it says about the file, as its size or the time of its last change
     * @return completes when it is there
     */
    public AsyncFuture<Void> force(boolean metaData) {
        return submitVoid(() -> file.force(metaData));
    }

    // The position, and the end.

    /**
     * Sets the position.
     *
     * @param to the position; not negative; it may be behind the end
     * @return completes when it is done
     * @throws IllegalArgumentException if it is negative
     */
    public AsyncFuture<Void> seek(long to) {
        requirePosition("to", to);
        return submitVoid(() -> file.seek(to));
    }

    /**
     * Tells the position, in its turn: after what the operations before this one have read and written.
     *
     * @return the position
     */
    public AsyncFuture<Long> tell() {
        return submit(file::tell);
    }

    /**
     * Tells the size, in its turn.
     *
     * @return the size in bytes
     */
    public AsyncFuture<Long> size() {
        return submit(file::size);
    }

    /**
     * Closes the file when the operations before this one are over. Those after it fail with a
     * {@code ClosedChannelException}. It cannot be refused: where the wrapper is full or closed, or ends the call in the
     * queue, {@link AsyncWrapper#shared()} closes, and a delivery thread if that one is full, too.
     *
     * @return completes when the file is closed; fails if that does, or a write has failed before. Called again, it tells
     *     the same. Cancelling it, or a timeout of it, does not keep the file open. A body of the wrapper may wait for it
     *     and then runs in place what the close waits for, see {@link AsyncFuture#join()}
     */
    public AsyncFuture<Void> close() {
        if (closing.compareAndSet(false, true)) {
            leave();
        }
        List<AsyncFuture<?>> before = new ArrayList<>();
        before.add(plain.delivery());
        before.addAll(inFlight);
        // Shielded, since a cancel of the result is none of the operations.
        return Gather.shield(Gather.settle(before)).thenCompose(outcomes -> closingCalls.end());
    }

    /**
     * Tells which file this is.
     *
     * @return the path that it was opened with
     */
    public Path path() {
        return path;
    }

    /**
     * Tells how its text is read and written.
     *
     * @return the charset that it was opened with, {@link StandardCharsets#UTF_8} if none was named
     */
    public Charset charset() {
        return text.charset();
    }

    // How an operation goes through.

    /** A file with an operation that is not over is not closed. */
    private <T extends @Nullable Object> AsyncFuture<T> submit(Callable<? extends T> body) {
        if (!enter()) {
            AsyncFuture<T> refused = plain.delivery().newIncompleteFuture();
            boolean unused = refused.completeExceptionally(new ClosedFileException(path));
            return refused;
        }
        AsyncFuture<T> call;
        try {
            call = door.call(() -> undisturbed(body));
        } catch (Throwable guarded) { // the wrapper would have made this thread wait
            leave();
            throw guarded;
        }
        boolean unused = inFlight.add(call);
        AsyncFuture<?> unusedToo = call.stopped().whenComplete((nothing, failed) -> {
            boolean unusedAnswer = inFlight.remove(call);
            leave();
        });
        return call;
    }

    /**
     * A body that is run by its caller, or in place, finds the flag as somebody else has set it, and the channel would close
     * for all.
     */
    private static <T extends @Nullable Object> T undisturbed(Callable<? extends T> body) throws Exception {
        boolean interrupted = Thread.interrupted();
        try {
            return body.call();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface VoidBody {
        void run() throws Exception;
    }

    @SuppressWarnings("NullAway") // a Void has no other value
    private AsyncFuture<Void> submitVoid(VoidBody body) {
        return submit(() -> {
            body.run();
            return null;
        });
    }

    private boolean enter() {
        int before;
        do {
            before = users.get();
            if (before == 0 || closing.get()) {
                return false;
            }
        } while (!users.compareAndSet(before, before + 1));
        return true;
    }

    private void leave() {
        if (users.decrementAndGet() == 0) {
            closingCalls.begin(plain);
        }
    }

    /** The operations of this file, for its publishers. */
    private final class Turns implements Calls {
        @Override
        public <T extends @Nullable Object> AsyncFuture<T> call(Callable<? extends T> body) {
            return submit(body);
        }

        @Override
        public AsyncFuture<Void> ready() {
            return door.ready();
        }
    }

    private static void requireCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1 byte, was " + count);
        }
    }

    private static void requirePosition(String name, long position) {
        if (position < 0) {
            throw new IllegalArgumentException(name + " must not be negative, was " + position);
        }
    }

    /** The path, the operations that are not over, and whether it is open. */
    @Override
    public String toString() {
        boolean open = !closing.get();
        return "AsyncFile " + path + " (operations=" + Math.max(0, users.get() - (open ? 1 : 0))
                + (open ? ", open)" : closed.isDone() ? ", closed)" : ", closing)");
    }
}

package io.github.asyncwrap;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous end of a bridge to a blocking reader of an {@code InputStream}, see {@link AsyncWrapper#byteSink}.
 *
 * <p><b>Who owns a buffer.</b> Chunks are handed over without being copied: from {@link #write} on the content of a
 * buffer between its position and its limit belongs to the sink, for good. Nobody may change it, not even after the
 * future has completed, which only says that there is room again: the reader may be reading it, or may have passed the
 * array on. The buffer's own position and limit are the caller's again at once, and are not moved. A buffer from a pool
 * must be copied, or be given back only after {@link #finish} has completed and {@code stopped()} with it. A failed write
 * has taken nothing.
 *
 * @param <R> the reader's result
 */
public interface AsyncByteSink<R extends @Nullable Object> extends AsyncSink<ByteBuffer, R> {

    /**
     * The face of this sink for code that blocks: a stream whose bytes go to the reader.
     *
     * <p>{@code write} copies, and collects what comes in small pieces into chunks of up to 8 KiB (of a window, if that
     * is smaller). A chunk that is not full is handed over by {@code flush()} and {@code close()}. The stream blocks
     * while there is no room for a chunk. {@code close()} finishes the sink, and does not wait for the reader; ask
     * {@link #finish()} for its result. Closing says that the input is complete: if the writer breaks off before that,
     * {@link #fail} the sink before the stream is closed.
     *
     * <p>Errors stick: after one the bytes of that chunk are missing, so later writes fail, too, and {@code close()}
     * fails the sink instead of finishing it, without an exception of its own.
     *
     * <p><b>Exceptions.</b> {@code IOException}, with the reason as its cause, if the reader is gone, or the sink was
     * failed or finished; {@code InterruptedIOException}, with the thread's flag set, if the thread is interrupted while
     * it waits; {@code IllegalStateException} at once, instead of a wait, on a thread marked as an event loop
     * ({@link LoopGuard}).
     *
     * <p><b>In a body of the same wrapper.</b> A writer that waits for room is not helped by running its reader in
     * place, were that pending: the reader would wait for chunks that only this thread writes. So the writer waits until
     * the reader gets a slot of its own; with no more slots than such writers that is for ever, unless there is a
     * {@link AsyncWrapperBuilder#pendingTimeout} or a timeout. What fits into the window never waits, and a
     * {@code finish().join()} after {@code close()} runs a pending reader in place.
     *
     * <p>It is not thread-safe. Do not use {@link #write} while the stream holds bytes that are not flushed: they would
     * come later. It does not ask whether the reader is gone until it hands over a chunk.
     *
     * @return always the same
     */
    OutputStream asOutputStream();
}

package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/**
 * The asynchronous end of a bridge to a blocking reader: what is written here, the reader, which runs as one call of a
 * wrapper, reads there.
 *
 * <p><b>Backpressure.</b> A {@link #write} is taken whole, whatever its size, and completes when there is room for
 * another. Write again only then: a write while there is no room is refused. So at most a window and one item wait. A
 * writer that has filled the window is told when half of it has been read (of a window of one item: when that has), so
 * that it is not woken for each item.
 *
 * <p><b>When the reader is gone</b> (it returned before the end, threw, was refused, cancelled or timed out) the write
 * that is waiting and all later ones fail at once with the reason. Errors stick.
 *
 * <p><b>Threads.</b> Any thread may use a sink, one at a time. No method blocks. Callbacks on a write run on the
 * wrapper's delivery threads, never in the reader. What is written happens-before its being read. The reader may read on
 * any thread, one at a time; on one that is marked as an event loop a read that would wait is an
 * {@code IllegalStateException}, see {@link LoopGuard}.
 *
 * <p><b>What the reader sees</b> of an end that is not the input's: an {@code IOException} with the cause after
 * {@link #fail}; an {@code InterruptedIOException} if its call was cancelled or timed out, or its thread is interrupted
 * while it waits (the flag is set again). A reader that sees the end of its input has seen all that was written.
 *
 * <p>A sink that is neither finished nor failed keeps its reader waiting, and so a slot taken.
 *
 * @param <T> what is written
 * @param <R> the reader's result
 */
public interface AsyncSink<T, R extends @Nullable Object> {

    /**
     * Writes an item. It belongs to the sink from now on: do not change it, even after the future has completed.
     *
     * @param item the item
     * @return completes when there is room for another item; fails with the reason if the reader is gone, with an
     *     {@code IOException} if the sink was failed, and with an {@link IllegalStateException} if the write is out of
     *     turn: after {@link #finish}, or while there is no room. A failed write has not been taken
     */
    AsyncFuture<Void> write(T item);

    /**
     * Says that there is no more: the reader gets its end of input when it has read what was written. Calling it again
     * changes nothing.
     *
     * @return the reader's outcome; cancelling it cancels the reader
     */
    AsyncFuture<R> finish();

    /**
     * Says that there will be no proper end: what has not been read is dropped, and the reader's next read throws an
     * {@code IOException} with this cause. Does nothing after {@link #finish}, or if the reader is gone.
     *
     * @param cause why
     */
    void fail(Throwable cause);
}

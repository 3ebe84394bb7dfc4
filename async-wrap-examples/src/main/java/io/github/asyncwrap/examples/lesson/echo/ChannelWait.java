package io.github.asyncwrap.examples.lesson.echo;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a channel of a {@link Loop}: at most one future for each direction. It is attached to the key of the
 * channel. A future that is done, because it was cancelled, waits no longer and is in nobody's way.
 */
final class ChannelWait {
    private final SelectionKey key;
    private @Nullable LoopFuture<Nothing> reader;
    private @Nullable LoopFuture<Nothing> writer;

    private ChannelWait(SelectionKey key) {
        this.key = key;
    }

    /** That of a channel; the first time, the channel is registered. */
    static ChannelWait of(SelectableChannel channel, Selector selector) throws IOException {
        SelectionKey key = channel.keyFor(selector);
        if (key == null) {
            key = channel.register(selector, 0);
            key.attach(new ChannelWait(key));
        }
        return (ChannelWait) key.attachment();
    }

    /** Has a future wait until there is something to read or to accept. */
    void read(LoopFuture<Nothing> readable) {
        if (waits(reader)) {
            throw new IllegalStateException("another task waits to read " + key.channel());
        }
        reader = readable;
        updateInterest();
    }

    /** Has a future wait until something can be written. */
    void write(LoopFuture<Nothing> writable) {
        if (waits(writer)) {
            throw new IllegalStateException("another task waits to write " + key.channel());
        }
        writer = writable;
        updateInterest();
    }

    /** Completes what has waited for what a channel can do now. */
    static void ready(SelectionKey key) {
        ((ChannelWait) key.attachment()).ready();
    }

    private void ready() {
        if (reader != null && (key.isReadable() || key.isAcceptable())) {
            reader.complete(Nothing.NOTHING);
        }
        if (writer != null && key.isWritable()) {
            writer.complete(Nothing.NOTHING);
        }
        updateInterest();
    }

    /** The interest of a key is exactly what somebody waits for; else the selector would not wait. */
    private void updateInterest() {
        int reading = key.channel().validOps() & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        key.interestOps((waits(reader) ? reading : 0) | (waits(writer) ? SelectionKey.OP_WRITE : 0));
    }

    private static boolean waits(@Nullable LoopFuture<Nothing> future) {
        return future != null && !future.isDone();
    }
}

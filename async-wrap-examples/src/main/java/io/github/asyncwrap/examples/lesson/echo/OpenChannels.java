package io.github.asyncwrap.examples.lesson.echo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.util.HashSet;
import java.util.Set;

/**
 * The channels of a server whose threads block in them. Such a thread looks at no flag; closing its channel is what wakes
 * it. So all that is open is noted here, and from when this has been closed nothing new can be.
 */
final class OpenChannels implements AutoCloseable {
    private final Set<Channel> open = new HashSet<>();
    private boolean closed;

    /** Notes a channel; once this has been closed, closes and refuses it. */
    synchronized void add(Channel channel) throws IOException {
        if (closed) {
            channel.close();
            throw new ClosedChannelException();
        }
        open.add(channel);
    }

    /** Closes one, which need not be remembered any longer. */
    synchronized void close(Channel channel) {
        open.remove(channel);
        quietly(channel);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes all, and every one that is added afterwards. */
    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(OpenChannels::quietly);
        open.clear();
    }

    /** Closes a channel or a selector with which nothing can be done any more, not even if closing it fails. */
    static void quietly(Closeable open) {
        try {
            open.close();
        } catch (IOException e) {
            // The system has given it up all the same.
        }
    }
}

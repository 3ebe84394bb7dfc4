package io.github.asyncwrap.examples.lesson.echo;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the servers with one thread and a {@link Selector} have in common: the thread, the sockets, and the way to stop.
 * None of its channels blocks. The thread waits in one place only, {@link #select}, and there for all channels at once.
 * All but {@link #close} is done by this thread, so nothing of a connection needs a lock.
 */
abstract class SelectorServer implements LessonServer {
    private static final long PAUSE_MILLIS = 100;

    private final ServerSocketChannel listener;
    private final int port;
    private final Selector selector;
    private final SelectionKey accepting;
    private final Thread thread;
    private boolean acceptFailed;
    private volatile boolean closing;

    /** Listens; what connects is served once the server has begun. */
    SelectorServer(String name, InetSocketAddress address) throws IOException {
        thread = new Thread(this::run, name);
        listener = EchoSockets.listen(address);
        Selector opened = null;
        try {
            port = listener.socket().getLocalPort();
            listener.configureBlocking(false);
            opened = Selector.open();
            accepting = listener.register(opened, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException e) {
            OpenChannels.quietly(listener);
            if (opened != null) {
                OpenChannels.quietly(opened);
            }
            throw e;
        }
        selector = opened;
    }

    /** Starts the thread. Not done by the constructor, before those of the subclasses have run. */
    final LessonServer begin() {
        try {
            thread.start();
        } catch (Error e) { // the system has no more threads: then nobody else closes these
            OpenChannels.quietly(listener);
            OpenChannels.quietly(selector);
            throw e;
        }
        return this;
    }

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the selector failed", e);
        } finally {
            selector.keys().forEach(SelectorServer::drop);
            OpenChannels.quietly(selector);
        }
    }

    /**
     * One turn of the loop: it waits until something can be done, and does it. It is called again until the server is
     * to close; one that waits is woken then.
     *
     * @throws IOException if no channel can be waited for any more. The failure of one connection is not of this kind
     */
    abstract void turn() throws IOException;

    /** The key of the listener, which is ready when somebody wants to connect. */
    final SelectionKey accepting() {
        return accepting;
    }

    /** Waits until channels can do what their keys are interested in, and hands these keys over, one by one. */
    final void select(Consumer<SelectionKey> action) throws IOException {
        if (!acceptFailed) {
            selector.select(action);
            return;
        }
        // The listener would be ready at once, and again, as long as whatever is lacking is lacking: a busy loop. So it
        // is left alone for a while, and the connections that are there are served.
        int interest = accepting.interestOps();
        accepting.interestOps(0);
        selector.select(action, PAUSE_MILLIS);
        accepting.interestOps(interest);
        acceptFailed = false;
    }

    /**
     * Accepts a connection.
     *
     * @return its key, which has no interest yet; null if there is no connection, or no socket for it
     */
    final @Nullable SelectionKey accept() {
        SocketChannel client = null;
        try {
            client = listener.accept();
            if (client == null) {
                return null; // gone again, before we came to it
            }
            client.configureBlocking(false);
            EchoSockets.configure(client);
            return client.register(selector, 0);
        } catch (IOException e) {
            if (client == null) {
                acceptFailed = true;
            } else {
                OpenChannels.quietly(client);
            }
            return null;
        }
    }

    /** Ends a connection; its key is gone with it. */
    static void drop(SelectionKey key) {
        OpenChannels.quietly(key.channel());
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public final void awaitStopped() throws InterruptedException {
        thread.join();
    }

    @Override
    public final void close() {
        closing = true;
        selector.wakeup();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}

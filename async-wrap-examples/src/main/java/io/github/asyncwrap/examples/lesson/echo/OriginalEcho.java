package io.github.asyncwrap.examples.lesson.echo;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The server that everybody writes first: accept a client, answer it until it has gone, accept the next. It is right, and
 * it is easy to read, and it has one thread. A call that has nothing to do yet - a read, when the client is thinking -
 * blocks this thread, and with it everybody else: the second client is connected (by the system, which keeps it in the
 * backlog), it has sent its line, and it is answered when the first has gone. All the other styles are ways out of this.
 */
final class OriginalEcho implements LessonServer {
    private static final long PAUSE_MILLIS = 100;

    private final ServerSocketChannel listener;
    private final OpenChannels open = new OpenChannels();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::serve, "echo-original");

    private OriginalEcho(ServerSocketChannel listener) throws IOException {
        this.listener = listener;
        open.add(listener);
    }

    static LessonServer start(InetSocketAddress address) throws IOException {
        OriginalEcho server = new OriginalEcho(EchoSockets.listen(address));
        server.thread.start();
        return server;
    }

    private void serve() {
        while (!open.isClosed()) {
            SocketChannel client;
            try {
                client = listener.accept();
            } catch (IOException e) {
                // Closed; or the system has no more sockets, which trying again at once does not change.
                if (Uninterruptibles.awaitUninterruptibly(closing, PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
                continue;
            }
            try {
                open.add(client);
                EchoSockets.configure(client);
                echo(client);
            } catch (IOException e) {
                // This client went without a word. The next one has nothing to do with it.
            } finally {
                open.close(client);
            }
        }
    }

    private static void echo(SocketChannel client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(EchoSockets.BUFFER);
        while (client.read(buffer) >= 0) {
            buffer.flip();
            // Blocks as long as the client takes nothing: until then nothing more is read, so nothing piles up.
            while (buffer.hasRemaining()) {
                client.write(buffer);
            }
            buffer.clear();
        }
    }

    @Override
    public int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public void awaitStopped() throws InterruptedException {
        thread.join();
    }

    @Override
    public void close() {
        open.close();
        closing.countDown();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}

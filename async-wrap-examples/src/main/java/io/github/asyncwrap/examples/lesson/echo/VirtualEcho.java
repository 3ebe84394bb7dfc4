package io.github.asyncwrap.examples.lesson.echo;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A virtual thread for each client. {@link #echo} is, word for word, the loop of {@link OriginalEcho}, which may block
 * again: a virtual thread that does is taken off its carrier, and its stack is kept on the heap, until the socket is ready.
 * So the JDK does what the styles in between do by hand: its scheduler is the loop, its stacks are the trampolines, and a
 * selector of its own waits for all the sockets. Threads are cheap here, connections are not: each has its buffers and its
 * file descriptor, and nothing bounds their number but what the system gives.
 */
final class VirtualEcho implements LessonServer {
    private static final long PAUSE_MILLIS = 100;

    private final ServerSocketChannel listener;
    private final int port;
    private final OpenChannels open = new OpenChannels();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads;

    private VirtualEcho(ServerSocketChannel listener, ExecutorService threads) throws IOException {
        this.listener = listener;
        this.threads = threads;
        port = listener.socket().getLocalPort();
        open.add(listener);
    }

    static LessonServer start(InetSocketAddress address) throws IOException {
        ExecutorService threads = threadPerTask();
        VirtualEcho server = new VirtualEcho(EchoSockets.listen(address), threads);
        threads.execute(server::accept);
        return server;
    }

    /** {@code Executors.newVirtualThreadPerTaskExecutor()}, which is not there for a program that is compiled for Java 17. */
    private static ExecutorService threadPerTask() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (InvocationTargetException thrown) {
            throw new IllegalStateException("no virtual threads on Java " + Runtime.version(), thrown.getCause());
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("no virtual threads on Java " + Runtime.version(), missing);
        }
    }

    private void accept() {
        while (!open.isClosed()) {
            try {
                SocketChannel client = listener.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                // Closed; or the system has no more sockets, which trying again at once does not change.
                if (Uninterruptibles.awaitUninterruptibly(closing, PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        threads.shutdown();
    }

    private void serve(SocketChannel client) {
        try {
            EchoSockets.configure(client);
            echo(client);
        } catch (IOException e) {
            // This client went without a word. The others have nothing to do with it.
        } finally {
            open.close(client);
        }
    }

    private static void echo(SocketChannel client) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(EchoSockets.BUFFER);
        while (client.read(buffer) >= 0) {
            buffer.flip();
            // Blocks this virtual thread, and nothing else, as long as the client takes nothing.
            while (buffer.hasRemaining()) {
                client.write(buffer);
            }
            buffer.clear();
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void awaitStopped() throws InterruptedException {
        while (!threads.awaitTermination(1, TimeUnit.DAYS)) {
            // not yet
        }
    }

    @Override
    public void close() {
        open.close();
        closing.countDown();
        Uninterruptibles.awaitTerminationUninterruptibly(threads);
    }
}

package io.github.asyncwrap.examples.lesson.net;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP server on bare sockets. One thread accepts; a connection is one call of a door, so that there is a bound to the
 * threads, and to the clients that wait for one. Who comes when all places are taken is told so at once.
 */
final class WebServer implements LessonServer {

    private static final byte[] FULL =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final long PAUSE_MILLIS = 100;
    private static final int FAREWELLS = 4;
    private static final int MORE_FAREWELLS = 64;

    private final ServerSocket listener;
    private final Routes routes;
    private final WebLimits limits;
    private final AsyncWrapper door;

    /** Of those who are sent away. Who does not even find a place here may not see why. */
    private final AsyncWrapper farewells;

    private final ScheduledThreadPoolExecutor timer;
    private final Thread acceptor;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** The connections that there are: those served, and those that wait for a thread. */
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Of these, those that are between two requests. */
    private final Deque<Socket> idle = new ConcurrentLinkedDeque<>();

    private WebServer(ServerSocket listener, Routes routes, WebLimits limits) {
        this.listener = listener;
        this.routes = routes;
        this.limits = limits;
        this.door = AsyncWrapper.builder("web", limits.connections())
                .maxPending(limits.waiting())
                .build();
        this.farewells = AsyncWrapper.builder("web-farewell", FAREWELLS)
                .maxPending(MORE_FAREWELLS)
                .build();
        this.timer = new ScheduledThreadPoolExecutor(1, action -> daemon(action, "web-timer"));
        timer.setRemoveOnCancelPolicy(true);
        this.acceptor = daemon(this::accept, "web-acceptor");
    }

    private static Thread daemon(Runnable action, String name) {
        Thread thread = new Thread(action, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts one.
     *
     * @param address where to listen
     * @param routes what answers
     * @param limits what a client may cost
     * @throws IOException if it cannot listen there
     */
    static WebServer start(InetSocketAddress address, Routes routes, WebLimits limits) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true); // connections of a former run, long closed, do not stand in the way
            listener.bind(address);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        WebServer server = new WebServer(listener, routes, limits);
        server.acceptor.start();
        return server;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                admit(socket);
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    // The process has no file left for it, and to try again at once would not help: connections have
                    // to end first.
                    Uninterruptibles.sleepUninterruptibly(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    private void admit(Socket socket) {
        AsyncFuture<Void> unused = door.run(() -> serve(socket)).whenComplete((nothing, failure) -> {
            if (failure instanceof AsyncRejectedException) {
                refuse(socket);
            } else {
                forget(socket);
            }
        });
        if (isCrowded()) {
            // A client that may say something more gives way to one that has not been heard at all.
            Socket longestIdle = idle.poll();
            if (longestIdle != null) {
                Sockets.close(longestIdle);
            }
        }
    }

    private void forget(Socket socket) {
        Sockets.close(socket);
        open.remove(socket);
    }

    /** Whether there are more connections than threads. */
    private boolean isCrowded() {
        AsyncStats now = door.stats();
        return now.running() + now.pending() > limits.connections();
    }

    private void serve(Socket socket) throws InterruptedException {
        try {
            socket.setTcpNoDelay(true); // head and body are two writes: the second must not wait for an acknowledgement
            TimedOutput out = new TimedOutput(socket, limits.deadline(), timer);
            new WebConnection(socket, routes, limits, out).serve(idle, this::isCrowded);
        } catch (IOException e) {
            // The client has gone, or was too slow, or the server stops: nobody is there any more to be told.
        }
    }

    /** On the thread that accepts: a few bytes always fit into a connection that is new. What may take time is a call. */
    private void refuse(Socket socket) {
        try {
            socket.getOutputStream().write(FULL);
        } catch (IOException e) {
            forget(socket); // it has gone already
            return;
        }
        AsyncFuture<Void> unused = farewells
                .run(() -> Farewell.to(socket, limits.farewell()))
                .whenComplete((nothing, failure) -> forget(socket));
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() {
        Sockets.close(listener);
        Uninterruptibles.joinUninterruptibly(acceptor);
        // Nobody adds to them now. Threads that wait for a client, reading or writing, go on with an exception.
        open.forEach(Sockets::close);
        CloseReport unused = door.close(Duration.ZERO);
        unused = farewells.close(Duration.ZERO);
        timer.shutdownNow();
        Uninterruptibles.awaitTerminationUninterruptibly(timer);
        stopped.countDown();
    }
}

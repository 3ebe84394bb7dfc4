package io.github.asyncwrap.examples.lesson.door;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;

/**
 * A web server on a free loopback port for lessons whose subject is the client: the one of the JDK, with a thread for each
 * request, so that a handler may take as long as it likes. It serves from when it has been made until it is closed.
 */
final class LocalSite implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "local-site");
        thread.setDaemon(true);
        return thread;
    });

    LocalSite() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    /** Has all requests whose path begins like this answered by a handler, which need not close the exchange. */
    void on(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    /** The address of a path. */
    HttpUrl url(String path) {
        return HttpUrl.get("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Answers with a text, or, to a HEAD, without. */
    static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("text/plain; charset=utf-8"));
        boolean without = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, without ? -1 : bytes.length);
        if (!without) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Waits for something that ends the wait of a handler; not longer than there is a server. */
    void await(CountDownLatch event) throws IOException {
        try {
            event.await();
        } catch (InterruptedException e) {
            throw new IOException("the server is being closed", e);
        }
    }

    /** Waits until the server is closed: a request that is never answered. */
    void awaitClosing() throws IOException {
        await(closing);
    }

    /** Lets a time pass, as a slow page does; not longer than there is a server. */
    void awaitClosing(Duration time) throws IOException {
        try {
            boolean unused = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException("the server is being closed", e);
        }
    }

    /** Closes it, with all that is open; returns when its threads have ended. */
    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

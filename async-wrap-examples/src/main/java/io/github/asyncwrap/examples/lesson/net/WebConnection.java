package io.github.asyncwrap.examples.lesson.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Deque;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** One client's connection: request after request, each answered before the next is read, all on one thread. */
final class WebConnection {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final Socket socket;
    private final Routes routes;
    private final WebLimits limits;
    private final TimedOutput out;
    private final RequestReader reader;

    WebConnection(Socket socket, Routes routes, WebLimits limits, TimedOutput out) throws IOException {
        this.socket = socket;
        this.routes = routes;
        this.limits = limits;
        this.out = out;
        this.reader = new RequestReader(socket, out, limits);
    }

    /**
     * Serves the client until one of the two has enough.
     *
     * @param idle has this socket while the client may, but need not, send another request: whoever takes it out of there
     *     may close it
     * @param crowded whether others wait for the thread
     * @throws IOException if the connection is broken
     * @throws InterruptedException if the server stops
     */
    void serve(Deque<Socket> idle, BooleanSupplier crowded) throws IOException, InterruptedException {
        try {
            boolean more = reader.awaitBeginning(limits.idle());
            while (more && exchange(crowded)) {
                idle.add(socket);
                // Who came between the last look and this line has found nobody idle: so look again.
                more = !crowded.getAsBoolean() && reader.awaitBeginning(limits.idle()) && idle.remove(socket);
            }
        } finally {
            idle.remove(socket);
        }
        Farewell.to(socket, limits.farewell());
    }

    /** One request and its answer; whether there may be another. */
    private boolean exchange(BooleanSupplier crowded) throws IOException, InterruptedException {
        WebRequest request;
        try {
            request = reader.read();
        } catch (HttpException e) {
            // Where the next request begins cannot be known any more.
            send(WebResponse.error(e.status(), "Not understood: " + e.getMessage() + "."), !reader.isHead(), false);
            return false;
        }
        WebResponse response = routes.answer(request);
        boolean keepAlive = request.keepAlive() && !crowded.getAsBoolean();
        send(response, !reader.isHead(), keepAlive);
        return keepAlive;
    }

    private void send(WebResponse response, boolean withBody, boolean keepAlive) throws IOException {
        try (response) {
            StringBuilder head = new StringBuilder();
            head.append("HTTP/1.1 ").append(response.status()).append(' ');
            head.append(WebResponse.reason(response.status())).append("\r\n");
            head.append("Date: ")
                    .append(DATE.format(ZonedDateTime.now(ZoneOffset.UTC)))
                    .append("\r\n");
            response.headers()
                    .forEach((name, value) ->
                            head.append(name).append(": ").append(value).append("\r\n"));
            head.append("X-Content-Type-Options: nosniff\r\n");
            head.append("Content-Length: ").append(response.length()).append("\r\n");
            head.append("Connection: ")
                    .append(keepAlive ? "keep-alive" : "close")
                    .append("\r\n\r\n");
            out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            if (withBody) {
                sendBody(response.body(), response.length());
            }
            out.flush();
        }
    }

    private void sendBody(InputStream body, long length) throws IOException {
        byte[] piece = new byte[16 * 1024];
        for (long left = length; left > 0; ) {
            int read = body.read(piece, 0, (int) Math.min(piece.length, left));
            if (read < 0) {
                // The client has been told of more: only a connection that ends early says that this is not all.
                throw new IOException("the file is shorter than it was");
            }
            out.write(piece, 0, read);
            left -= read;
        }
    }
}

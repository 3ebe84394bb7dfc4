package io.github.asyncwrap.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is told to, for what no HTTP client would send. */
final class RawConnection implements AutoCloseable {

    /** One response; the names of its headers are in lower case. */
    record Response(String status, Map<String, String> headers, String body) {
        UploadStats stats() {
            return UploadStats.fromJson(body);
        }
    }

    private static final int HANG_LIMIT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(HANG_LIMIT_MILLIS);
        in = socket.getInputStream();
    }

    /** Connects; by TLS if that is what the server speaks. */
    static RawConnection to(StatsServer server) throws IOException {
        String host = server.url().host();
        Socket socket = server.url().isHttps()
                ? server.trust().sslContext().getSocketFactory().createSocket(host, server.port())
                : new Socket(host, server.port());
        return new RawConnection(socket);
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a PUT of the root whose head ends with the given lines, each without its line end. */
    RawConnection sendPutHead(String... headers) throws IOException {
        return sendHead("PUT / HTTP/1.1", headers);
    }

    RawConnection sendHead(String requestLine, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(requestLine).append("\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    /** Sends requests and reads none of the answers, until it cannot send any more; returns why. */
    IOException flood() {
        String requests = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
        while (true) {
            try {
                send(requests);
            } catch (IOException e) {
                return e;
            }
        }
    }

    /** Reads the head of the next response and nothing of its body; returns its status line. */
    String readHead() throws IOException {
        String status = readLine();
        while (!readLine().isEmpty()) {
            // a header
        }
        return status;
    }

    /** Reads the next response, an interim one too. */
    Response read() throws IOException {
        String status = readLine();
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Response(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Reads the next response that is not an interim one. */
    Response readFinal() throws IOException {
        Response response = read();
        while (response.status().startsWith("HTTP/1.1 1")) {
            response = read();
        }
        return response;
    }

    /** Waits for the end of the stream; returns what comes before it. */
    String readToEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Ends this side of the connection and goes on reading. */
    RawConnection endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Ends the connection by a reset, as a client does that crashes. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b == -1) {
                throw new IOException("the stream ended after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

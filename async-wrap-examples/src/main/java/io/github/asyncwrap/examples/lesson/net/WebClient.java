package io.github.asyncwrap.examples.lesson.net;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client by hand: it sends exactly the characters that it is told to, be they a request or not. For one thread. */
final class WebClient implements Closeable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    /** What came back; the names of the headers in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Connects to a port of this machine. */
    WebClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Uses a connection, which it closes. */
    WebClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** Sends characters, each as a byte. */
    WebClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** A request without a body. */
    Answer ask(String method, String path) throws IOException {
        send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return answer(!method.equals("HEAD"));
    }

    /** A request with the fields of a form. */
    Answer post(String path, String form) throws IOException {
        send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + form.length() + "\r\n\r\n" + form);
        return answer(true);
    }

    /** Sends one piece after another until there is an answer. */
    Answer sendUntilAnswered(String piece, int pauseMillis) throws IOException {
        socket.setSoTimeout(pauseMillis);
        while (true) {
            try {
                send(piece);
            } catch (IOException e) {
                break; // the server does not listen any more: it has answered
            }
            in.mark(1);
            try {
                if (in.read() >= 0) {
                    in.reset();
                    break;
                }
                throw new EOFException("no answer");
            } catch (SocketTimeoutException e) {
                // None yet.
            }
        }
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return answer(true);
    }

    /** Says that nothing more will be sent. */
    WebClient endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads an answer. */
    Answer answer(boolean withBody) throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = withBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body ends in the middle");
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, new String(body, StandardCharsets.UTF_8));
    }

    /** Whether the server has closed the connection, and sends nothing more. */
    boolean isEnded() throws IOException {
        return in.read() < 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer ends in the middle: " + line);
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        Sockets.close(socket);
    }
}

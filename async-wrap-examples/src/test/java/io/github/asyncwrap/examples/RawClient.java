package io.github.asyncwrap.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A connection to a server that sends and reads exactly what a test says. */
final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;

    RawClient(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    RawClient(InetAddress address, int port) throws IOException {
        socket = new Socket(address, port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    RawClient send(String text) throws IOException {
        RawServer.write(socket, text);
        return this;
    }

    /** Sends the head of a request. */
    RawClient request(String... lines) throws IOException {
        return send(String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** The head of the next answer, its lines in lower case. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line.toLowerCase(java.util.Locale.ROOT)).append('\n');
        }
        return head.toString();
    }

    /** All that still comes before the server closes the connection. */
    String readToEnd() throws IOException {
        StringBuilder text = new StringBuilder();
        readTo(text);
        return text.toString();
    }

    /** The same where the server goes with bytes unread, which the system tells by a reset. */
    String readToEndOrReset() throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            readTo(text);
        } catch (SocketException reset) {
            // It is the end, too.
        }
        return text.toString();
    }

    private void readTo(StringBuilder text) throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            text.append((char) next);
        }
    }

    InetAddress localAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

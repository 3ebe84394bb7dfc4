package io.github.asyncwrap.examples.lesson.echo;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client of an echo server on this machine: a plain one, that blocks. For one thread that sends, and one that receives. */
final class EchoClient implements Closeable {
    /** How long nothing may come until receiving fails: what is lost must not be waited for for ever. */
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket = new Socket();

    /** Connects. A server that is busy need not have noticed when this returns: the system connects in its stead. */
    EchoClient(int port) throws IOException {
        this(port, PATIENCE_MILLIS);
    }

    /** Connects, and has a patience of its own. */
    EchoClient(int port, int patienceMillis) throws IOException {
        try {
            socket.setReceiveBufferSize(EchoSockets.SOCKET_BUFFER);
            socket.setSendBufferSize(EchoSockets.SOCKET_BUFFER);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(patienceMillis);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends; blocks while the server takes nothing. */
    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Waits for this many bytes. */
    byte[] receive(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the server ended the connection after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Sends, and waits for as many bytes to come back. */
    byte[] ask(byte[] bytes) throws IOException {
        send(bytes);
        return receive(bytes.length);
    }

    /** All that comes until the server ends the connection. */
    byte[] receiveAll() throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    /** How many bytes have come that were not received yet. */
    int arrived() throws IOException {
        return socket.getInputStream().available();
    }

    /** Tells the server that nothing more will be sent. Receiving goes on. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Goes without the usual farewell, as one whose process has died: what is under way is lost. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.github.asyncwrap.examples.lesson.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Free ports of this machine of which it is known what a scan must find; given back when this is closed. */
final class DemoPorts implements Closeable {

    private static final int EACH = 3;
    private static final int SILENT = 6;

    private final Deque<Closeable> sockets = new ArrayDeque<>();
    private final SortedMap<Integer, PortState> states = new TreeMap<>();

    DemoPorts() throws IOException {
        try {
            for (int i = 0; i < EACH; i++) {
                addOpen();
                addClosed();
            }
            for (int i = 0; i < SILENT; i++) {
                addSilent();
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void addOpen() throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        sockets.push(listener);
        states.put(listener.getLocalPort(), PortState.OPEN);
    }

    /** A socket that has a port and does not listen: no other program can get this port, and no connection is accepted. */
    private void addClosed() throws IOException {
        Socket holder = new Socket();
        sockets.push(holder);
        holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        states.put(holder.getLocalPort(), PortState.CLOSED);
    }

    private void addSilent() throws IOException {
        SilentPort silent = new SilentPort();
        sockets.push(silent);
        if (silent.isSilent()) {
            states.put(silent.port(), PortState.FILTERED);
        }
    }

    /** What is to be found, in the order of the ports. */
    Map<Integer, PortState> states() {
        return states;
    }

    /** How many of them do not answer. */
    int silent() {
        return Collections.frequency(states.values(), PortState.FILTERED);
    }

    int lowestOpen() {
        return states.entrySet().stream()
                .filter(port -> port.getValue() == PortState.OPEN)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    @Override
    public void close() {
        sockets.forEach(Sockets::close);
    }
}

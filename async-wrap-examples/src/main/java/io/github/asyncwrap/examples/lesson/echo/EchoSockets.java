package io.github.asyncwrap.examples.lesson.echo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The sockets of the echo servers, all with the same bounds. What a client has sent and not taken back lies in three
 * places: in the socket buffers of the server, in those of the client, and in the one buffer that a server has for each
 * connection. Each of them has a size, so a client that never reads is a client that soon cannot write.
 */
final class EchoSockets {
    /** The bytes that a server itself keeps of one connection, at most. */
    static final int BUFFER = 16 * 1024;

    /**
     * What the system is asked to keep of one connection, in each direction. Without a number of our own it lets the
     * buffers of a connection grow, to several MiB of data that nobody takes. (Linux doubles it, for its own accounts.)
     */
    static final int SOCKET_BUFFER = 64 * 1024;

    /** How many connections may wait until they are accepted. */
    private static final int BACKLOG = 1_024;

    private EchoSockets() {}

    /** Listens. What is accepted inherits the size of the receive buffer, which must be known before it is connected. */
    static ServerSocketChannel listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            // A connection of an earlier run that the system has not quite forgotten does not keep the port.
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            return listener.bind(address, BACKLOG);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** The other options of a connection that was accepted. */
    static void configure(SocketChannel client) throws IOException {
        client.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
        // A small answer goes out at once, not when the client has acknowledged the one before.
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
}

package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One thread for all clients: it never asks a socket for what it does not have. The selector tells which sockets can be
 * read or written without waiting; each gets its turn, which is short, and the thread waits only if nobody has anything to
 * do. The price is that what was a loop in {@link OriginalEcho} is torn into turns: what the server must know of a client
 * from one turn to the next is no longer in local variables, it is an object that hangs on the key of the connection.
 *
 * <p>The interest of a key is where most such servers go wrong. Read interest while there is no room in the buffer, or
 * write interest while there is nothing to write, makes the selector return at once, for ever, with nothing done: the loop
 * is busy. No read interest as long as the client does not take what it asked for is what keeps the memory bounded.
 */
final class SelectEcho extends SelectorServer {

    /** What is known of a client from one turn to the next. */
    private static final class Connection {
        /** Read from the client and not yet written back, from 0 to the position. */
        private final ByteBuffer held = ByteBuffer.allocate(EchoSockets.BUFFER);

        /** Whether the client has said that it sends no more. It may still read. */
        private boolean ended;
    }

    private SelectEcho(InetSocketAddress address) throws IOException {
        super("echo-select", address);
    }

    static LessonServer start(InetSocketAddress address) throws IOException {
        return new SelectEcho(address).begin();
    }

    @Override
    void turn() throws IOException {
        select(this::serve);
    }

    private void serve(SelectionKey key) {
        if (key == accepting()) {
            greet(accept());
            return;
        }
        try {
            echo(key, (SocketChannel) key.channel(), (Connection) key.attachment());
        } catch (IOException e) {
            drop(key); // reset by the client, in the middle of whatever it was
        }
    }

    private static void greet(@Nullable SelectionKey client) {
        if (client != null) {
            client.attach(new Connection());
            client.interestOps(SelectionKey.OP_READ);
        }
    }

    private static void echo(SelectionKey key, SocketChannel channel, Connection connection) throws IOException {
        ByteBuffer held = connection.held;
        if (key.isReadable()) {
            connection.ended = channel.read(held) < 0;
        }
        held.flip();
        channel.write(held); // as much as the socket takes, which may be nothing
        held.compact();

        boolean mayRead = !connection.ended && held.hasRemaining();
        boolean mustWrite = held.position() > 0;
        if (mayRead || mustWrite) {
            key.interestOps((mayRead ? SelectionKey.OP_READ : 0) | (mustWrite ? SelectionKey.OP_WRITE : 0));
        } else {
            drop(key); // it sends no more, and has got everything back
        }
    }
}

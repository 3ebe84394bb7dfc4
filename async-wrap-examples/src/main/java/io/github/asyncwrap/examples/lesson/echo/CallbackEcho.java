package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * As {@link SelectEcho}, but the loop knows nothing of what is served: on every key hangs what is to be done when its
 * channel is ready, and the loop does it. So one loop serves channels of any kind, which is how event loops are made. In
 * exchange nobody can see any longer what a client goes through from top to bottom: each callback ends by saying which
 * one comes next, and the "while" of {@link OriginalEcho} is in none of them.
 */
final class CallbackEcho extends SelectorServer {

    /** What is to be done when a channel is ready. It must not block: there is no other thread. */
    @FunctionalInterface
    private interface Callback {
        void run() throws IOException;
    }

    private CallbackEcho(InetSocketAddress address) throws IOException {
        super("echo-callbacks", address);
        // That the listener has a callback like everybody else is the whole of the difference to a loop with cases.
        accepting().attach((Callback) this::greet);
    }

    static LessonServer start(InetSocketAddress address) throws IOException {
        return new CallbackEcho(address).begin();
    }

    @Override
    void turn() throws IOException {
        select(CallbackEcho::call);
    }

    private static void call(SelectionKey key) {
        try {
            ((Callback) key.attachment()).run();
        } catch (IOException e) {
            drop(key); // the one who could have caught it is the one who called back, and that is nobody but the loop
        }
    }

    private void greet() {
        SelectionKey key = accept();
        if (key != null) {
            Connection connection = new Connection(key);
            connection.whenReadable(connection::read);
        }
    }

    /** A client, and its two callbacks, each of which hands over to the other. */
    private static final class Connection {
        private final SelectionKey key;
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(EchoSockets.BUFFER);

        Connection(SelectionKey key) {
            this.key = key;
            channel = (SocketChannel) key.channel();
        }

        void read() throws IOException {
            if (channel.read(buffer) < 0) {
                drop(key);
                return;
            }
            buffer.flip();
            write();
        }

        void write() throws IOException {
            channel.write(buffer);
            if (buffer.hasRemaining()) {
                whenWritable(this::write);
            } else {
                buffer.clear();
                whenReadable(this::read);
            }
        }

        void whenReadable(Callback callback) {
            key.attach(callback);
            key.interestOps(SelectionKey.OP_READ);
        }

        void whenWritable(Callback callback) {
            key.attach(callback);
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }
}

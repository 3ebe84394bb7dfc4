package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.LessonServer;
import io.github.asyncwrap.examples.lesson.echo.Coroutine.Yield;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of {@link GeneratorEcho} still touch sockets: they wait until they may read, and read. Here they ask, and are
 * sent what came of it: {@code count = yield read(buffer)}. A task knows nothing of readiness, it only says what it wants;
 * all input and output is in the scheduler, as it is in the kernel for a process. This is the shape of {@code await}.
 */
final class CoroutineEcho extends SelectorServer {

    /** A channel is asked to do something, and answers once it can be done without waiting. */
    private record Question<A>(SelectionKey key, int operation, Operation<A> perform) {}

    @FunctionalInterface
    private interface Operation<A> {
        A run() throws IOException;
    }

    /**
     * A task, and the channel that is closed when the task has ended, in whatever way. Its type says which answers fit its
     * questions, so that the scheduler, which has tasks of several types, cannot send in a wrong one.
     */
    private record Task<A>(SelectionKey owned, Coroutine<Question<A>, A> code) {

        /** Hangs the task on the channel that it asks, or ends it. */
        void await() {
            Question<A> question = code.question();
            if (question == null) {
                drop(owned);
            } else {
                question.key.attach(this);
                question.key.interestOps(question.operation);
            }
        }

        /** The channel that it asks is ready: performs what it asks, sends in the answer, and waits for its next question. */
        void answer() {
            Question<A> question = code.question();
            try {
                if (question != null) {
                    code.send(question.perform.run());
                }
                await();
            } catch (IOException e) {
                drop(owned); // reset by the client
            }
        }
    }

    private CoroutineEcho(InetSocketAddress address) throws IOException {
        super("echo-coroutines", address);
        new Task<>(accepting(), new Coroutine<>(acceptOne())).await();
    }

    static LessonServer start(InetSocketAddress address) throws IOException {
        return new CoroutineEcho(address).begin();
    }

    @Override
    void turn() throws IOException {
        select(key -> ((Task<?>) key.attachment()).answer());
    }

    // The task that accepts: while true: client = yield accept(); start(echo(client))

    private Yield<Question<Accepted>, Accepted> acceptOne() {
        return new Yield<>(
                new Question<>(accepting(), SelectionKey.OP_ACCEPT, () -> new Accepted(accept())), this::greet);
    }

    /** Who was accepted: nobody, if it was gone again before. */
    private record Accepted(@Nullable SelectionKey client) {}

    private Yield<Question<Accepted>, Accepted> greet(Accepted accepted) {
        if (accepted.client != null) {
            new Task<>(accepted.client, new Coroutine<>(new Conversation(accepted.client).read())).await();
        }
        return acceptOne();
    }

    /**
     * The task of a client. Read from top to bottom it is
     *
     * <pre>{@code
     * while true:
     *     count = yield read(buffer)
     *     if count < 0: return
     *     while buffer.hasRemaining():
     *         yield write(buffer)
     * }</pre>
     */
    private static final class Conversation {
        private final SelectionKey key;
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(EchoSockets.BUFFER);

        Conversation(SelectionKey key) {
            this.key = key;
            channel = (SocketChannel) key.channel();
        }

        Yield<Question<Integer>, Integer> read() {
            buffer.clear();
            return new Yield<>(new Question<>(key, SelectionKey.OP_READ, () -> channel.read(buffer)), this::received);
        }

        private @Nullable Yield<Question<Integer>, Integer> received(int count) {
            if (count < 0) {
                return null;
            }
            buffer.flip();
            return write();
        }

        private Yield<Question<Integer>, Integer> write() {
            return new Yield<>(new Question<>(key, SelectionKey.OP_WRITE, () -> channel.write(buffer)), this::written);
        }

        private Yield<Question<Integer>, Integer> written(int count) {
            return buffer.hasRemaining() ? write() : read();
        }
    }
}

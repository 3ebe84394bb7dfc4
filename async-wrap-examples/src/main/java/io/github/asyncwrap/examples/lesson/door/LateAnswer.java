package io.github.asyncwrap.examples.lesson.door;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Work that waits: a client that asks a server and reads the answer from a plain socket. While nothing comes the thread
 * does nothing at all, and can do nothing else either. The server is in here, too; it answers when it likes.
 */
final class LateAnswer implements Work {
    private static final String ANSWER = "42";

    private final ServerSocket listener;
    private final Thread server = new Thread(this::serve, "late-server");
    private final BooleanSupplier enough;

    /**
     * Starts the server.
     *
     * @param enough tells the server that it may answer
     * @throws IOException if it cannot listen
     */
    LateAnswer(BooleanSupplier enough) throws IOException {
        this.enough = enough;
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.start();
    }

    private void serve() {
        try (Socket client = listener.accept()) {
            while (!enough.getAsBoolean()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            client.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException | InterruptedException e) {
            // The client has gone, or this was closed: there is nobody to answer.
        }
    }

    @Override
    public String perform() throws IOException {
        try (Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
            byte[] answer = socket.getInputStream().readAllBytes(); // the thread stands here
            if (answer.length == 0) {
                throw new LessonException("The server hung up without an answer");
            }
            return "the server says " + new String(answer, StandardCharsets.US_ASCII);
        }
    }

    @Override
    public void close() {
        server.interrupt();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Uninterruptibles.joinUninterruptibly(server);
    }
}

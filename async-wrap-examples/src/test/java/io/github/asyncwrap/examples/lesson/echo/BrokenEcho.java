package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An echo server with a thread for each client, and with one defect: what the suite is there to notice. */
final class BrokenEcho implements LessonServer {

    /** What is wrong, and the point that fails by it. */
    enum Defect {
        /** It serves a client only when the one before it has gone. */
        ONE_AT_A_TIME(EchoConformance.SEVERAL_AT_ONCE),
        /** The same, where the one before does not read. */
        ONE_AT_A_TIME_AND_THAT_ONE_STALLS(EchoConformance.NEVER_READ_DELAYS_NOBODY),
        /** A thread of it runs in circles. */
        SPINS(EchoConformance.IDLE_COSTS_NOTHING),
        /** One byte of a full buffer is another one. */
        CORRUPTS(EchoConformance.ODD_PIECES),
        /** What it has not written yet when the client says that it sends no more, it forgets. */
        FORGETS_AT_THE_END(EchoConformance.HALF_CLOSE),
        /** It ends when a client resets its connection. */
        ENDS_WITH_A_CLIENT(EchoConformance.RESET),
        /** It reads as fast as the client sends, and keeps what the client does not take. */
        KEEPS_ALL(EchoConformance.NEVER_READ_IS_BOUNDED),
        /** It leaves the port taken when it is closed. */
        KEEPS_THE_PORT(EchoConformance.CLEAN_STOP);

        final EchoConformance fails;

        Defect(EchoConformance fails) {
            this.fails = fails;
        }
    }

    private final Defect defect;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    BrokenEcho(Defect defect) throws IOException {
        this.defect = defect;
        start(this::accept);
        if (defect == Defect.SPINS) {
            start(this::spin);
        }
    }

    private void spin() {
        while (!closed) {
            Thread.onSpinWait();
        }
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, "broken-echo");
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                clients.add(client);
                if (closed) {
                    client.close();
                }
                if (defect == Defect.ONE_AT_A_TIME || defect == Defect.ONE_AT_A_TIME_AND_THAT_ONE_STALLS) {
                    serve(client);
                } else {
                    start(() -> serve(client));
                }
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            echo(client.getInputStream(), client.getOutputStream());
        } catch (IOException e) {
            if (defect == Defect.ENDS_WITH_A_CLIENT) {
                closeAll();
            }
        }
    }

    private void echo(InputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[EchoSockets.BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            if (defect == Defect.CORRUPTS && count == buffer.length) {
                buffer[count - 1]++;
            }
            if (defect == Defect.FORGETS_AT_THE_END) {
                kept.writeTo(out);
                kept.reset();
            }
            kept.write(buffer, 0, count);
            if (defect != Defect.FORGETS_AT_THE_END && defect != Defect.KEEPS_ALL) {
                kept.writeTo(out);
                kept.reset();
            }
        }
        if (defect != Defect.FORGETS_AT_THE_END) {
            kept.writeTo(out);
        }
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void awaitStopped() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() {
        closed = true;
        if (defect == Defect.KEEPS_THE_PORT) {
            clients.forEach(BrokenEcho::close);
        } else {
            closeAll();
        }
    }

    /** Closes what {@link #close()} should. */
    void closeAll() {
        closed = true;
        close(listener);
        clients.forEach(BrokenEcho::close);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

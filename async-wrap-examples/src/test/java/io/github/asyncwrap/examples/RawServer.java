package io.github.asyncwrap.examples;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server that does with its one connection what a test says, where none of the testkit's faults is what it is about. */
final class RawServer implements AutoCloseable {

    /** What is done with the connection. */
    interface Script {
        void run(Socket socket) throws Exception;
    }

    private final ServerSocket listener;
    private final CountDownLatch done = new CountDownLatch(1);

    RawServer(Script script) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(
                () -> {
                    try (Socket socket = listener.accept()) {
                        script.run(socket);
                    } catch (Exception e) {
                        // A script that breaks off is seen by the client, which the test looks at.
                    } finally {
                        done.countDown();
                    }
                },
                "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/";
    }

    void awaitDone() throws InterruptedException {
        if (!done.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the script has not ended");
        }
    }

    /** Reads up to and including a text. */
    static void readPast(Socket socket, String text) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the end came before " + text);
            }
            seen.append((char) next);
        }
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** An answer with a text. */
    static String answer(String status, String text) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + text.length() + "\r\nConnection: close\r\n\r\n" + text;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

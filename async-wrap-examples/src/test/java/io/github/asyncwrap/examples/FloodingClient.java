package io.github.asyncwrap.examples;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;

/** Sends one upload as fast as the server takes it, and tells how far it came before the server took no more. */
final class FloodingClient implements AutoCloseable {

    /** For so long nothing is taken: only then it counts as stuck. */
    private static final int STUCK_MILLIS = 1000;

    private final SocketChannel socket;
    private final Selector selector = Selector.open();
    private final Random random = new Random(7);
    private final MessageDigest md5 = MessageDigest.getInstance("MD5");
    private final long size;
    private long sent;
    private ByteBuffer piece = ByteBuffer.allocate(0);

    FloodingClient(int port, long size) throws Exception {
        this.size = size;
        socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String head = "PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + size + "\r\n\r\n";
        socket.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_WRITE);
    }

    /** Returns how many bytes of the body have left. */
    long sendUntilStuck() throws IOException {
        while (sent < size && selector.select(STUCK_MILLIS) > 0) {
            selector.selectedKeys().clear();
            send();
        }
        return sent;
    }

    void sendRest() throws IOException {
        while (sent < size) {
            selector.select();
            selector.selectedKeys().clear();
            send();
        }
    }

    private void send() throws IOException {
        if (!piece.hasRemaining()) {
            byte[] next = new byte[(int) Math.min(64 * 1024, size - sent)];
            random.nextBytes(next);
            md5.update(next);
            piece = ByteBuffer.wrap(next);
        }
        sent += socket.write(piece);
    }

    String readAnswer() throws IOException {
        selector.close();
        socket.configureBlocking(true);
        return new String(socket.socket().getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Of what has been sent. */
    String md5() throws Exception {
        return HexFormat.of().formatHex(((MessageDigest) md5.clone()).digest());
    }

    static String md5(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("MD5"))) {
            digesting.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        socket.close();
    }
}

package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.testkit.UploadStats;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server command as a process: what it prints, how much memory it needs, how it ends. */
class ServerCommandTest {

    private static final int MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    @Test
    void output_isTheTwoLinesAndNothingElse() throws Exception {
        try (Child server = server(List.of())) {
            String url = server.awaitLine("http");
            try (RawClient client = client(url)) {
                client.request("DELETE / HTTP/1.1", "Host: x");
                assertThat(client.readHead()).startsWith("http/1.1 202");
            }
            assertThat(server.awaitExit()).isZero();
            assertThat(server.out().lines()).containsExactly("Start server: receive chunk=1024", url);
            assertThat(url).matches("http://127\\.0\\.0\\.1:[1-9][0-9]*");
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void upload_ofTheSizeOfTheWholeHeap_isMeasured() throws Exception {
        try (Child server = server(List.of("-Xmx64m"))) {
            Producer producer = new Producer(64 * MIB, new Random(3));
            try (Uploader uploader = new Uploader(server.awaitLine("http"), MIB)) {
                UploadStats stats = uploader.put(new ProducerStream(producer));
                assertThat(stats).isEqualTo(new UploadStats(64 * MIB, 65536, 1024, 1024, 1, producer.md5()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM,143", "INT,130"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void signal_duringAnUpload_letsItFinish(String signal, int exit) throws Exception {
        try (Child server = server(List.of());
                RawClient upload = client(server.awaitLine("http"));
                RawClient idle = client(server.awaitLine("http"))) {
            upload.request("PUT / HTTP/1.1", "Host: x", "Content-Length: 3", "Expect: 100-continue");
            assertThat(upload.readHead()).as("it is under way").startsWith("http/1.1 100");
            server.signal(signal);
            assertThat(idle.readToEnd())
                    .as("a connection without a request is closed")
                    .isEmpty();
            upload.send("abc");
            assertThat(upload.readHead()).startsWith("http/1.1 201");
            assertThat(server.awaitExit()).isEqualTo(exit);
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void signal_duringAnUploadThatDoesNotEnd_cutsItAfterTheGrace() throws Exception {
        try (Child server = server(List.of());
                RawClient upload = client(server.awaitLine("http"))) {
            upload.request("PUT / HTTP/1.1", "Host: x", "Content-Length: 3", "Expect: 100-continue");
            assertThat(upload.readHead()).startsWith("http/1.1 100");
            long start = System.nanoTime();
            server.signal("TERM");
            assertThat(upload.readToEnd()).isEmpty();
            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat((System.nanoTime() - start) / 1_000_000).isBetween(4_500L, 15_000L);
        }
    }

    @Test
    void port_taken_isOneLineOnStandardError() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                Child server = new Child(folder, List.of(), "server", "http://127.0.0.1:" + taken.getLocalPort())) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.out()).isEmpty();
            assertThat(server.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("Cannot listen on http://127.0.0.1:" + taken.getLocalPort())
                    .contains("Address already in use");
        }
    }

    private Child server(List<String> jvmOptions) throws Exception {
        return new Child(folder, jvmOptions, "server", "http://127.0.0.1:0");
    }

    private static RawClient client(String url) throws Exception {
        return new RawClient(URI.create(url).getPort());
    }

    /** The bytes of a producer to read. */
    private static final class ProducerStream extends InputStream {
        private final Producer producer;

        ProducerStream(Producer producer) {
            this.producer = producer;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("read many at a time");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            byte[] next = producer.next(length);
            System.arraycopy(next, 0, buffer, offset, next.length);
            return next.length == 0 ? -1 : next.length;
        }
    }
}

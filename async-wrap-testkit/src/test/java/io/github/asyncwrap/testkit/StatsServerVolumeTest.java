package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Much through one server, in the small heap that this module's tests run with. */
@Timeout(120)
class StatsServerVolumeTest {

    private static final int UPLOADS = 10_000;
    private static final int CLIENTS = 4;
    private static final long GIB = 1L << 30;
    private static final int SIZE = (int) (GIB / UPLOADS);

    @Test
    void uploads_tenThousandAndOneGiB_areServedInASmallHeap() throws Exception {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(128L << 20);
        byte[] body = Bodies.bytes(SIZE);
        byte[] rest = Bodies.bytes((int) (GIB - (long) SIZE * (UPLOADS - 1)));
        try (StatsServer server = StatsServer.start()) {
            List<FutureTask<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                boolean chunked = i % 2 == 0;
                byte[] last = i == 0 ? rest : body;
                clients.add(new FutureTask<>(() -> {
                    for (int n = 1; n < UPLOADS / CLIENTS; n++) {
                        put(server, body, chunked);
                    }
                    put(server, last, chunked);
                    return null;
                }));
            }
            clients.forEach(client -> new Thread(client).start());
            for (FutureTask<Void> client : clients) {
                client.get();
            }

            assertThat(server.requests()).isEqualTo(UPLOADS);
            assertThat(server.bytesReceived()).isEqualTo(GIB);
            assertThat(server.brokenUploads()).isZero();
            assertThat(server.history()).hasSize(1000);
        }
    }

    private static void put(StatsServer server, byte[] body, boolean chunked) throws Exception {
        assertThat(UploadClient.JDK.put(server, body, chunked).stats().bytes()).isEqualTo(body.length);
    }
}

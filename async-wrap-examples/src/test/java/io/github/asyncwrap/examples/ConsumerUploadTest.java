package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.testkit.StatsServer;
import io.github.asyncwrap.testkit.UploadStats;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Consumers against a server that counts the transfer chunks: they are those that were written. */
class ConsumerUploadTest {

    private final StatsServer server = StatsServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"0,1024,0", "1,1024,1", "1306,1024,2", "5000,100,50", "300000,100000,3", "9000,8192,2"})
    void thread_writingChunks_sendsEachAsOneTransferChunk(int size, int chunkSize, int chunks) {
        UploadStats stats = upload(ConsumerKind.thread, size, chunkSize);
        assertThat(stats.bytes()).isEqualTo(size);
        assertThat(stats.count()).isEqualTo(chunks);
        assertThat(stats.max()).isEqualTo(Math.min(size, chunkSize));
        assertThat(stats.requests()).isEqualTo(1);
    }

    @Test
    void wrong_writingChunks_makesARequestOfEach() {
        UploadStats stats = upload(ConsumerKind.wrong, 3000, 1024);
        assertThat(stats.requests()).isEqualTo(3);
        assertThat(stats.bytes()).as("those of the last chunk").isEqualTo(3000 - 2 * 1024);
    }

    @ParameterizedTest
    @EnumSource(ConsumerKind.class)
    void consumer_closedWithoutAWrite_uploadsAnEmptyBody(ConsumerKind kind) {
        assertThat(upload(kind, 0, 1024)).isEqualTo(new UploadStats(0, 0, 0, 0, 1, "d41d8cd98f00b204e9800998ecf8427e"));
    }

    private UploadStats upload(ConsumerKind kind, int size, int chunkSize) {
        Producer producer = new Producer(size, new Random(size));
        try (Uploader uploader = new Uploader(server.url().toString(), chunkSize);
                ConsumerFactory consumers = kind.consumers(uploader, 1)) {
            Consumer consumer = consumers.open();
            while (producer.hasNext()) {
                consumer.write(producer.next(chunkSize));
            }
            UploadStats stats = consumer.close();
            if (kind.isCorrect()) {
                assertThat(stats.md5()).isEqualTo(producer.md5());
            }
            return stats;
        }
    }
}

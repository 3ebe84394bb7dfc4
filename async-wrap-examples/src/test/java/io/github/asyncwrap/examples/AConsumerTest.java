package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.StatsServer;
import io.github.asyncwrap.testkit.UploadStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What only the asynchronous consumer does; what all consumers do is tested with all of them. */
class AConsumerTest {
    private static final int CHUNK = 1024;

    @Test
    void writes_areSentAsTransferChunks() {
        try (StatsServer server = StatsServer.start();
                Uploader uploader = new Uploader(server.url().toString(), CHUNK);
                AsyncWrapper uploads = AConsumer.uploads(1)) {
            AConsumer consumer = new AConsumer(uploads, uploader);
            for (int size : new int[] {1000, 3, 1024, 500}) {
                consumer.write(new byte[size]);
            }
            UploadStats stats = consumer.close();
            assertThat(stats.bytes()).isEqualTo(2527);
            assertThat(stats.count()).isEqualTo(4);
            assertThat(stats.min()).isEqualTo(3);
            assertThat(stats.max()).isEqualTo(1024);
        }
    }

    /** As many as there are slots: one thread may write to all of them in turn. */
    @Test
    void asManyConsumersAsSlots_writtenByOneThreadInTurn_allArrive() {
        try (StatsServer server = StatsServer.start();
                Uploader uploader = new Uploader(server.url().toString(), CHUNK);
                AsyncWrapper uploads = AConsumer.uploads(1)) {
            List<AConsumer> consumers = new ArrayList<>();
            List<Producer> producers = new ArrayList<>();
            for (int i = 0; i < AConsumer.SLOTS; i++) {
                consumers.add(new AConsumer(uploads, uploader));
                producers.add(new Producer(300 * 1024, new Random(i)));
            }
            while (producers.get(0).hasNext()) {
                for (int i = 0; i < consumers.size(); i++) {
                    consumers.get(i).write(producers.get(i).next(CHUNK));
                }
            }
            for (int i = 0; i < consumers.size(); i++) {
                assertThat(consumers.get(i).close().md5())
                        .isEqualTo(producers.get(i).md5());
            }
        }
    }

    /** One more than there are slots: the one without a slot fails in time and says why, the others go on. */
    @Test
    void moreConsumersThanSlots_writtenByOneThreadInTurn_endsInTimeAndSaysWhy() {
        try (StatsServer server = StatsServer.start();
                Uploader uploader = new Uploader(server.url().toString(), CHUNK);
                AsyncWrapper uploads = AsyncWrapper.of("uploads", 1)) {
            AConsumer first = new AConsumer(uploads, uploader);
            for (int i = 0; i < 200; i++) {
                first.write(new byte[CHUNK]); // more than a window: it has its slot
            }
            // The limit is for this one alone: the first may need longer on a busy machine.
            AConsumer second = new AConsumer(uploads.within(Duration.ofMillis(500)), uploader);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            second.write(new byte[CHUNK]);
                            first.write(new byte[CHUNK]);
                        }
                    })
                    .isInstanceOf(UploadException.class)
                    .hasMessageMatching(
                            "PUT http://.*/ failed after \\d+ bytes: AsyncTimeoutException: uploads - timed out"
                                    + " after \\d+ ms \\(queued=\\d+ ms, ran=0 ms, running=1/1, pending=0/1000\\)");
            assertThatThrownBy(second::close).hasMessageContaining("timed out");
            assertThat(first.close().bytes()).isGreaterThanOrEqualTo(200 * CHUNK);
        }
    }
}

package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.testkit.UploadStats;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which an upload can end under a writer, with uploads that end as they are told. */
class TConsumerTest {

    private static final UploadStats ANSWER = new UploadStats(0, 0, 0, 0, 1, "d41d8cd98f00b204e9800998ecf8427e");

    @Test
    void consumer_writtenAndClosed_answersWhatTheUploadAnswered() {
        TConsumer consumer = consumer(body -> () -> {
            long read = body.readAllBytes().length;
            return new UploadStats(read, 1, 1, read, 1, ANSWER.md5());
        });
        consumer.write(new byte[3]);
        consumer.write(new byte[0]);
        consumer.write(new byte[4]);
        assertThat(consumer.close().bytes()).isEqualTo(7);
        assertThat(consumer.close().bytes())
                .as("closing again gives the same answer")
                .isEqualTo(7);
        assertThatThrownBy(() -> consumer.write(new byte[1])).isInstanceOf(IllegalStateException.class);
    }

    /** The upload ends after it has read some chunks, at any moment from the writer's point of view. */
    @RepeatedTest(50)
    void upload_failingAnywhere_failsTheWriterAndClose() {
        for (int chunks = 0; chunks < 5; chunks++) {
            int last = chunks;
            TConsumer consumer = consumer(body -> () -> {
                skip(body, last);
                throw new IOException("the line is cut");
            });
            assertBothFail(consumer, "the line is cut");
        }
    }

    @RepeatedTest(50)
    void upload_answeredBeforeTheEnd_failsTheWriterAndClose() {
        for (int chunks = 0; chunks < 5; chunks++) {
            int last = chunks;
            TConsumer consumer = consumer(body -> () -> {
                skip(body, last);
                return ANSWER;
            });
            assertBothFail(consumer, "answered before the end of the body");
        }
    }

    @RepeatedTest(50)
    void upload_answeredWhenOnlyTheEndIsUnread_failsClose() {
        TConsumer consumer = consumer(body -> () -> {
            skip(body, 1);
            return ANSWER;
        });
        consumer.write(new byte[10]);
        assertThatThrownBy(consumer::close)
                .isInstanceOf(UploadException.class)
                .hasMessageContaining("PUT test failed after 10 bytes: answered before the end of the body");
    }

    @Test
    void upload_dyingOfAnError_failsTheWriterAndClose() {
        assertBothFail(
                consumer(body -> () -> {
                    throw new StackOverflowError("too deep");
                }),
                "StackOverflowError: too deep");
    }

    @Test
    void upload_closingItsBodyAndGoingOn_doesNotKeepTheWriterWaiting() {
        CountDownLatch closed = new CountDownLatch(1);
        TConsumer consumer = consumer(body -> () -> {
            body.close();
            closed.countDown();
            return ANSWER;
        });
        assertBothFail(consumer, "answered before the end of the body");
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void write_interrupted_failsKeepsTheFlagAndEndsTheUpload() throws Exception {
        Idle upload = new Idle();
        TConsumer consumer = new TConsumer(upload);
        Thread.currentThread().interrupt();
        assertInterrupted(() -> consumer.write(new byte[1]));
        assertInterrupted(() -> consumer.write(new byte[1]));
        assertInterrupted(consumer::close);
        Thread.interrupted();
        assertThatThrownBy(consumer::close)
                .as("the upload stays failed when the flag is gone")
                .isInstanceOf(UploadException.class)
                .hasMessageContaining("Interrupted");
        upload.awaitEnd();
    }

    @Test
    void close_interrupted_failsKeepsTheFlagAndEndsTheUpload() throws Exception {
        Idle upload = new Idle();
        TConsumer consumer = new TConsumer(upload);
        Thread.currentThread().interrupt();
        assertInterrupted(consumer::close);
        Thread.interrupted();
        upload.awaitEnd();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void failure_namesTheBytesThatWereTaken(int chunks) {
        try (Gate gate = Gate.create()) {
            TConsumer consumer = consumer(body -> () -> {
                skip(body, chunks);
                gate.pass();
                return ANSWER;
            });
            for (int chunk = 0; chunk < chunks; chunk++) {
                consumer.write(new byte[8]);
            }
            gate.fail(new IOException("cut"));
            assertThatThrownBy(consumer::close).hasMessage("PUT test failed after " + 8 * chunks + " bytes: cut");
        }
    }

    private static void assertBothFail(TConsumer consumer, String reason) {
        assertThatThrownBy(() -> {
                    for (int chunk = 0; chunk < 10; chunk++) {
                        consumer.write(new byte[4]);
                    }
                })
                .isInstanceOf(UploadException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> consumer.write(new byte[4]))
                .isInstanceOf(UploadException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(consumer::close).isInstanceOf(UploadException.class).hasMessageContaining(reason);
    }

    private static void assertInterrupted(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(UploadException.class).hasMessageContaining("Interrupted");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    private static TConsumer consumer(Function<InputStream, Callable<UploadStats>> put) {
        return new TConsumer(body -> new Scripted(put.apply(body)));
    }

    private static void skip(InputStream body, int chunks) throws IOException {
        for (int chunk = 0; chunk < chunks; chunk++) {
            body.read(new byte[100]);
        }
    }

    /** An upload that does what it is told, and notices no cancellation. */
    private record Scripted(Callable<UploadStats> put) implements Upload {
        @Override
        public UploadStats execute() throws IOException {
            try {
                return put.call();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new UncheckedIOException(new IOException(e));
            }
        }

        @Override
        public void cancel() {}

        @Override
        public String toString() {
            return "PUT test";
        }
    }

    /** An upload that waits, as a slow network would, until it is cancelled. */
    private static final class Idle implements Function<InputStream, Upload>, Upload {
        private final Gate network = Gate.create();
        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public Upload apply(InputStream body) {
            return this;
        }

        @Override
        public UploadStats execute() throws IOException {
            try {
                network.pass();
                throw new AssertionError("nobody lets it through");
            } catch (Exception e) {
                throw new IOException(e);
            } finally {
                ended.countDown();
            }
        }

        @Override
        public void cancel() {
            network.fail(new IOException("Canceled"));
        }

        void awaitEnd() throws InterruptedException {
            ended.await();
        }
    }
}

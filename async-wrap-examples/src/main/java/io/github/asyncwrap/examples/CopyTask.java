package io.github.asyncwrap.examples;

import io.github.asyncwrap.examples.TaskResult.Outcome;
import io.github.asyncwrap.testkit.UploadStats;
import java.time.Duration;

/** Copies the bytes of one producer into one consumer, and compares what the server says it received. */
final class CopyTask {

    private final int number;
    private final Producer producer;
    private final int chunkSize;

    CopyTask(int number, Producer producer, int chunkSize) {
        this.number = number;
        this.producer = producer;
        this.chunkSize = chunkSize;
    }

    /** Runs the task with a new consumer. Whatever is thrown becomes a result: one bad task does not end the others. */
    TaskResult run(ConsumerFactory consumers) {
        long start = System.nanoTime();
        Outcome outcome;
        String detail = "";
        try {
            UploadStats received = copy(consumers.open());
            String sent = producer.md5();
            outcome = sent.equals(received.md5()) ? Outcome.MATCHED : Outcome.DIFFERED;
            if (outcome == Outcome.DIFFERED) {
                detail = "wrong checksum: sent " + sent + ", the server answered " + received;
            }
        } catch (UploadException e) {
            outcome = Outcome.FAILED;
            detail = e.getMessage();
        } catch (RuntimeException | Error e) {
            outcome = Outcome.FAILED;
            detail = "failed: " + UploadException.describe(e);
        }
        return new TaskResult(number, Duration.ofNanos(System.nanoTime() - start), outcome, detail);
    }

    private UploadStats copy(Consumer consumer) {
        while (producer.hasNext()) {
            consumer.write(producer.next(chunkSize));
        }
        return consumer.close();
    }
}

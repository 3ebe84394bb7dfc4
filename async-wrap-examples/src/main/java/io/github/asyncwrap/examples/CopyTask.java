package io.github.asyncwrap.examples;

import io.github.asyncwrap.examples.TaskResult.Outcome;
import io.github.asyncwrap.testkit.UploadStats;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Copies the bytes of one producer into one consumer, and compares what the server says it received. */
final class CopyTask {

    private final int number;
    private final CopySettings settings;

    CopyTask(int number, CopySettings settings) {
        this.number = number;
        this.settings = settings;
    }

    /** Runs the task with a new consumer. Whatever is thrown becomes a result: one bad task does not end the others. */
    TaskResult run(ConsumerFactory consumers) {
        long start = System.nanoTime();
        Outcome outcome;
        String detail = "";
        try {
            Random random = new Random(ThreadLocalRandom.current().nextLong());
            Producer producer = new Producer(settings.bytesPerTask(), random);
            UploadStats received = copy(producer, consumers.open());
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

    private UploadStats copy(Producer producer, Consumer consumer) {
        while (producer.hasNext()) {
            consumer.write(producer.next(settings.chunkSize()));
        }
        return consumer.close();
    }
}

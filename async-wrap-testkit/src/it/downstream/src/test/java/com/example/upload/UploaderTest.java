package com.example.upload;

import static io.github.asyncwrap.testkit.AsyncAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.testkit.LeakCheck;
import io.github.asyncwrap.testkit.Recorder;
import io.github.asyncwrap.testkit.StatsServer;
import io.github.asyncwrap.testkit.StatsServerExtension;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(StatsServerExtension.class)
class UploaderTest {
    final Recorder recorder = Recorder.create();

    @RegisterExtension
    final LeakCheck leaks = LeakCheck.create().andTell(recorder);   // no call, body, thread or interrupt flag is left

    final AsyncWrapper http = leaks.wrapper("http", 2);             // closed after the test

    @Test
    void upload_arrives(StatsServer server) {                       // a real HTTP server
        Uploader uploader = new Uploader(http, new HttpPut(server.uri()));
        assertThat(uploader.upload(new byte[100_000])).succeedsWithin(Duration.ofSeconds(10));
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void upload_cancelled_interruptsTheClient() throws Exception {
        try (Gate gate = Gate.create()) {                           // a blocking call in the test's hands
            Uploader uploader = new Uploader(http, body -> gate.callable(200).call());
            AsyncFuture<Integer> upload = uploader.upload(new byte[1]);
            gate.awaitEntered(1);
            upload.cancel(true);
            assertThat(upload).stopsWithin(Duration.ofSeconds(10)).isCancelled();
            assertThat(gate.interruptions()).isEqualTo(1);
        }
        assertThat(recorder.timeline()).contains("#1 http/upload", "cancelled");
    }

    @Test
    void upload_serverThatHangs_timesOut() {
        DeterministicCarrier carrier = DeterministicCarrier.step();  // its clock is the test's
        AsyncWrapper http = leaks.wrapper("virtual", 2, options -> options.carrier(carrier));
        AsyncFuture<Integer> upload = new Uploader(http, body -> {
                    carrier.sleep(Duration.ofHours(1));
                    return 200;
                })
                .upload(new byte[1]);
        carrier.advance(Duration.ofSeconds(29));
        assertThat(http.stats()).hasRunning(1);
        carrier.advance(Duration.ofSeconds(2));
        assertThat(upload).isTimedOut().isStopped();
    }

    @Test
    void uploads_inWhateverOrder_neverExceedTheLimit() {
        DeterministicCarrier.explore(50, carrier -> {               // a failure tells the seed and the schedule
            Gate gate = Gate.create();
            AsyncWrapper http = leaks.wrapper("explored", 2, options -> options.carrier(carrier));
            Uploader uploader = new Uploader(http, body -> gate.callable(200).call());
            List<AsyncFuture<Integer>> uploads =
                    Stream.generate(() -> uploader.upload(new byte[1])).limit(5).toList();
            carrier.runAll();
            gate.releaseAll();
            carrier.runAll();
            assertThat(uploads).allSatisfy(upload -> assertThat(upload).isCompletedWithValue(200));
            assertThat(gate.maxConcurrent()).isEqualTo(2);
        });
    }

    /** So that a run under another JUnit than it says is noticed. */
    @Test
    void junit_isTheOneThatThisRunIsFor() {
        String jar = Test.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        assertThat(jar).endsWith("junit-jupiter-api-" + System.getProperty("junit.version") + ".jar");
    }
}

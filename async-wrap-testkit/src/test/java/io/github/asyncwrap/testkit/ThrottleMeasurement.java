package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * How near {@link Faults#throttleRequest} comes to its rate on the real clock, over the loopback interface. Not one of the
 * tests, which measure no time: CONTRIBUTING.md has the command. {@link ThrottleTest} has the arithmetic.
 */
class ThrottleMeasurement {

    private static final int RUNS = 5;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    @Test
    @SuppressWarnings("SystemOut") // for whoever runs this
    void throttleRequest() throws Exception {
        double cold = seconds(MIB, MIB); // what a JVM does for the first time is not the throttle's
        System.out.printf(Locale.ROOT, "warmed up in %.2f s%n", cold);
        print("throttleRequest", KIB, 5 * KIB, RUNS);
        print("throttleRequest", MIB, 5 * MIB, RUNS);
        print("throttleRequest", 100 * MIB, 300 * MIB, RUNS);
    }

    @SuppressWarnings("SystemOut") // for whoever runs this
    private static void print(String fault, int rate, int bytes, int runs) throws Exception {
        double[] deviations = new double[runs];
        for (int i = 0; i < runs; i++) {
            deviations[i] = 100 * (seconds(rate, bytes) / ((double) bytes / rate) - 1);
        }
        Arrays.sort(deviations);
        System.out.printf(
                Locale.ROOT,
                "%s %9d bytes/s, %9d bytes, %d runs: %+.2f %% to %+.2f %%, median %+.2f %%%n",
                fault,
                rate,
                bytes,
                runs,
                deviations[0],
                deviations[runs - 1],
                deviations[runs / 2]);
    }

    private static double seconds(int rate, int bytes) throws Exception {
        try (StatsServer server =
                StatsServer.builder().fault(Faults.throttleRequest(rate)).start()) {
            HttpRequest upload = HttpRequest.newBuilder(server.uri())
                    .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> new Zeros(bytes)), bytes))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            long start = System.nanoTime();
            HttpResponse<String> answer = client.send(upload, BodyHandlers.ofString());
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(UploadStats.fromJson(answer.body()).bytes()).isEqualTo(bytes);
            return seconds;
        }
    }

    /** So many zeros, which take no memory. */
    private static final class Zeros extends InputStream {
        private int left;

        Zeros(int count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = Math.min(left, length);
            Arrays.fill(target, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}

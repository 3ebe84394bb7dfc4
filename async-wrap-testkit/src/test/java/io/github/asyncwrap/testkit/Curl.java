package io.github.asyncwrap.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs curl. Tests that use it are skipped where it is missing, or does not speak HTTP/2. */
final class Curl {

    /** What curl says of itself; empty if there is none. */
    private static final String ABOUT = about();

    // Exit codes, from curl's manual.
    private static final int COULD_NOT_CONNECT = 7;
    private static final int TIMED_OUT = 28;

    /** What the system makes of a SIGTERM. */
    private static final int TERMINATED = 128 + 15;

    /** HTTP/2 framing, partial file, TLS handshake, empty reply, send and receive errors, HTTP/2 stream error. */
    private static final List<Integer> CUT = List.of(16, 18, 35, 52, 55, 56, 92);

    private Curl() {}

    static Outcome put(Sending upload) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-T", "-"));
        // By standard input curl does not know the length, and sends chunks unless told otherwise.
        if (!upload.chunked()) {
            arguments.addAll(List.of("-H", "Content-Length: " + upload.body().length));
            arguments.addAll(List.of("-H", "Transfer-Encoding:"));
        }
        // Otherwise curl asks first when it pleases, and waits for a second.
        arguments.addAll(List.of("-H", upload.asksFirst() ? "Expect: 100-continue" : "Expect:"));
        arguments.addAll(List.of("--expect100-timeout", "600"));
        return run(upload.server(), upload.transport(), arguments, upload.body(), upload.limit(), upload.givingUp());
    }

    static Outcome run(StatsServer server, Transport transport, List<String> arguments, byte[] input, Duration limit)
            throws IOException, InterruptedException {
        return run(server, transport, arguments, input, limit, new GivingUp());
    }

    private static Outcome run(
            StatsServer server,
            Transport transport,
            List<String> arguments,
            byte[] input,
            Duration limit,
            GivingUp givingUp)
            throws IOException, InterruptedException {
        assumeTrue(!ABOUT.isEmpty(), "curl is missing");
        assumeTrue(transport != Transport.HTTP2 || ABOUT.contains("HTTP2"), "curl is without HTTP/2");
        Path certificate = Files.createTempFile("certificate", ".pem");
        try {
            List<String> command = new ArrayList<>(List.of("curl", "-q", "-s", "--noproxy", "*", "-i"));
            command.addAll(List.of("--max-time", String.format(Locale.ROOT, "%.3f", limit.toMillis() / 1000.0)));
            command.add(transport == Transport.HTTP2 ? "--http2" : "--http1.1");
            if (transport != Transport.HTTP) {
                Files.writeString(certificate, server.trust().certificatePem());
                command.addAll(List.of("--cacert", certificate.toString()));
            }
            command.addAll(arguments);
            command.add(server.url().toString());
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            givingUp.by(() -> process.toHandle().destroy()); // without closing what is being read
            try {
                Thread feeding = new Thread(() -> feed(process, input));
                feeding.start();
                byte[] output = readAll(process.getInputStream());
                int exit = process.waitFor();
                feeding.join();
                return outcome(exit, output);
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(certificate);
        }
    }

    private static void feed(Process process, byte[] input) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(input);
        } catch (IOException e) {
            // curl has given up, which its exit code tells.
        }
    }

    private static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toByteArray();
    }

    private static Outcome outcome(int exit, byte[] output) {
        if (exit == 0) {
            return answer(new String(output, StandardCharsets.UTF_8));
        }
        Outcome.Kind kind;
        if (exit == COULD_NOT_CONNECT) {
            kind = Outcome.Kind.REFUSED;
        } else if (exit == TIMED_OUT) {
            kind = Outcome.Kind.TIMED_OUT;
        } else if (exit == TERMINATED) {
            kind = Outcome.Kind.GAVE_UP;
        } else if (CUT.contains(exit)) {
            kind = Outcome.Kind.CUT;
        } else {
            throw new AssertionError("curl ended with " + exit);
        }
        return new Outcome(kind, 0, "", "", "curl ended with " + exit);
    }

    /** Of several heads, the interim ones first, the last one counts. */
    private static Outcome answer(String output) {
        String rest = output;
        String head = "";
        while (rest.startsWith("HTTP/")) {
            int end = rest.indexOf("\r\n\r\n");
            head = rest.substring(0, end);
            rest = rest.substring(end + 4);
        }
        String retryAfter = "";
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("retry-after:")) {
                retryAfter = line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return Outcome.answered(Integer.parseInt(head.split(" ", -1)[1]), retryAfter, rest);
    }

    private static String about() {
        try {
            Process process = new ProcessBuilder("curl", "--version").start();
            return new String(readAll(process.getInputStream()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}

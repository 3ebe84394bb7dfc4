package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.LessonServer;
import io.github.asyncwrap.examples.lesson.Problems;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Three clients at one server. All connect and send a line before any of them looks for an answer; each has a few lines,
 * thinks after every answer, and goes. What is looked at is the order in which answers come and clients go. Where one
 * client is served at a time, all answers of the first come, it goes, and only then the second has its first answer.
 * Everywhere else nobody sends a second line before everybody has the answer to the first.
 */
final class EchoDemo {
    private static final int CLIENTS = 3;
    private static final int LINES = 3;

    /** How long a client thinks after an answer. It gives the picture its width; nothing else depends on it. */
    private static final long THINKING_MILLIS = 40;

    /** How long a client waits for the others, should one of them get no answer at all. */
    private static final long PATIENCE_SECONDS = 30;

    private final EchoStyle style;
    private final Demo demo;
    private final Timeline timeline;

    /** In the order in which they happened. */
    private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    /** Where clients wait for each other after each line; null if they must not, as the server has one at a time. */
    private final @Nullable CyclicBarrier together;

    /** A client has got the answer to a line; or, after the last, it is about to go. */
    private record Event(int client, int line) {
        boolean isGoing() {
            return line > LINES;
        }

        @Override
        public String toString() {
            return "client " + client + (isGoing() ? " goes" : " has the answer to line " + line);
        }
    }

    EchoDemo(EchoStyle style, Demo demo) {
        this.style = style;
        this.demo = demo;
        timeline = new Timeline("echo --style " + style + ": three clients wait for answers (grey) and think (green)");
        together = style == EchoStyle.ORIGINAL ? null : new CyclicBarrier(CLIENTS);
    }

    void run() throws IOException, InterruptedException {
        List<EchoClient> clients = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (LessonServer server = style.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            demo.say("style " + style + ": " + style.about());
            for (int client = 1; client <= CLIENTS; client++) {
                EchoClient connection = new EchoClient(server.port());
                clients.add(connection);
                connection.send(line(client, 1));
            }
            demo.say(CLIENTS + " clients are connected, and each has sent its line 1");
            visit(clients, threads);
        } finally {
            threads.shutdownNow();
            for (EchoClient client : clients) {
                client.close(); // which ends a thread that still waits for an answer
            }
            threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        events.forEach(event -> demo.say("  " + event));
        if (together == null) {
            demo.see("a client gets no answer until the one before it has gone", isOneAfterTheOther());
        } else {
            demo.see("all clients are answered, line by line, while all of them stay", isInTurn());
        }
        demo.draw(timeline.svg());
    }

    private void visit(List<EchoClient> clients, ExecutorService threads) throws IOException, InterruptedException {
        List<Future<?>> visits = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i + 1;
            EchoClient connection = clients.get(i);
            visits.add(threads.submit(() -> {
                talk(client, connection);
                return null;
            }));
        }
        for (int i = 0; i < CLIENTS; i++) {
            try {
                visits.get(i).get();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new LessonException("client " + (i + 1) + " failed: " + Problems.describe(cause), cause);
            }
        }
    }

    private void talk(int client, EchoClient connection) throws IOException, InterruptedException {
        String name = "client " + client;
        long asked = 0; // line 1 was sent before
        for (int line = 1; line <= LINES; line++) {
            byte[] sent = line(client, line);
            if (line > 1) {
                asked = timeline.now();
                connection.send(sent);
            }
            if (!Arrays.equals(connection.receive(sent.length), sent)) {
                throw new LessonException("what came back is not what was sent");
            }
            events.add(new Event(client, line));
            long answered = timeline.now();
            timeline.bar(name, "waits for the answer to line " + line, asked, answered, Timeline.Kind.WAIT);
            Thread.sleep(THINKING_MILLIS);
            awaitTheOthers();
            timeline.until(name, "thinks", answered, Timeline.Kind.GOOD);
        }
        events.add(new Event(client, LINES + 1)); // before it goes: nobody can be served because of it earlier
        connection.close();
    }

    private void awaitTheOthers() throws IOException, InterruptedException {
        try {
            if (together != null) {
                together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new LessonException("the other clients got no answer while this one was there", e);
        }
    }

    private boolean isOneAfterTheOther() {
        List<Event> expected = new ArrayList<>();
        for (int client = 1; client <= CLIENTS; client++) {
            for (int line = 1; line <= LINES + 1; line++) {
                expected.add(new Event(client, line));
            }
        }
        return events.equals(expected);
    }

    private boolean isInTurn() {
        boolean inTurn = events.size() == CLIENTS * (LINES + 1);
        for (int i = 1; i < events.size(); i++) {
            inTurn &= events.get(i - 1).line <= events.get(i).line;
        }
        return inTurn;
    }

    private static byte[] line(int client, int line) {
        return ("line " + line + " of client " + client + "\n").getBytes(StandardCharsets.UTF_8);
    }
}

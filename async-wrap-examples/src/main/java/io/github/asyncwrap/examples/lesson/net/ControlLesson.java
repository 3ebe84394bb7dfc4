package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.LessonServer;
import io.github.asyncwrap.examples.lesson.Problems;
import io.github.asyncwrap.examples.lesson.ServerLesson;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * How is a server driven that is busy serving?
 *
 * <p>The chat of the lesson before, and a {@link ChatConsole}: a thread that blocks on what the operator types. It touches
 * nothing of the server's. It hands the event loop a question, which is answered between two lines of the chat, and waits
 * for the answer; the loop waits for nobody.
 */
@Command(
        name = "control",
        description = {
            "The chat server, driven from its console while it serves: pause, status, logs, stop, ...",
            "Commands are read from standard input: status, pause, resume, logs, clear-logs, clear-identities, stop, help."
                    + " At the end of the input (Ctrl+D) the server goes on, and Ctrl+C stops it."
        })
public final class ControlLesson extends ServerLesson {
    private static final int DEMO_ROUNDS = 10_000;

    @Mixin
    private final ChatOptions options = new ChatOptions();

    @Override
    protected LessonServer start(InetSocketAddress address, PrintWriter out) throws IOException {
        ChatServer server = ChatServer.start(address, ChatSettings.of(options.folder(), out::println));
        return new Controlled(server, new InputStreamReader(System.in, Charset.defaultCharset()), out);
    }

    @Override
    protected String hint(String host, int port) {
        return "help   here, and elsewhere   nc " + host + " " + port;
    }

    /** A server whose console is read once all has been printed that a user needs to know. */
    record Controlled(ChatServer server, Reader in, PrintWriter out) implements LessonServer {

        @Override
        public void awaitStopped() throws InterruptedException {
            Thread console = new Thread(this::obey, "console");
            console.setDaemon(true); // nothing ends a read from a console, so nothing may wait for that
            console.start();
            server.awaitStopped();
        }

        private void obey() {
            try {
                if (!new ChatConsole(server).run(in, out)) {
                    out.println("No more commands: the server goes on, Ctrl+C stops it.");
                }
            } catch (IOException e) {
                out.println("No more commands can be read: " + Problems.describe(e));
            }
            out.flush();
        }

        @Override
        public int port() {
            return server.port();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        if (options.folder() != null) {
            throw misused("--folder is not for --demo, which keeps nothing");
        }
        Timeline timeline = new Timeline("A chat server and its console");
        ChatSettings settings = ChatSettings.of(null, err()::println).with(new Pbkdf2(DEMO_ROUNDS));
        try (ChatServer server = ChatLesson.serve(settings);
                ChatClient ada = ChatLesson.enter(server, "/register ada", "ada");
                ChatClient bob = ChatLesson.enter(server, "/register bob", "bob")) {
            Operator operator = new Operator(demo, timeline, new ChatConsole(server));
            demo.see("status tells who is there", operator.types("status").contains("2 logged in: ada, bob."));
            demo.see("a wrong command is told", operator.types("pauze").contains("'pauze' is not a command"));
            pauseAndResume(demo, timeline, operator, server, ada, bob);
            forget(demo, operator, server);
            operator.types("stop");
            demo.see("stop tells all who are there, and closes", saysGoodBye(ada) && saysGoodBye(bob));
        }
        demo.draw(timeline.svg());
    }

    private static void pauseAndResume(
            Demo demo, Timeline timeline, Operator operator, ChatServer server, ChatClient ada, ChatClient bob)
            throws IOException {
        long from = timeline.now();
        operator.types("pause");
        long came = timeline.now();
        try (ChatClient carl = ChatClient.connect(server.port())) {
            String answer = carl.readUntil("");
            demo.say("carl reads: " + answer);
            demo.see("while it is paused, carl is sent away", answer.contains("paused") && carl.read() == null);
        }
        timeline.until("carl", "is sent away", came, Timeline.Kind.BAD);
        long said = timeline.now();
        ada.send("We go on.");
        demo.see("and ada and bob go on", bob.readUntil("We").equals("ada: We go on."));
        timeline.until("ada to bob", "We go on.", said, Timeline.Kind.GOOD);
        operator.types("resume");
        timeline.until("server", "paused", from, Timeline.Kind.WAIT);
        came = timeline.now();
        try (ChatClient carl = ChatLesson.enter(server, "/register carl", "carl")) {
            timeline.until("carl", "comes in", came, Timeline.Kind.GOOD);
            demo.see("afterwards carl comes in", true);
            carl.send("/quit").readUntil("Good bye");
        }
    }

    private static void forget(Demo demo, Operator operator, ChatServer server) throws IOException {
        demo.see("logs shows what was said", operator.types("logs").contains("Z ada: We go on."));
        operator.types("clear-logs");
        demo.see("clear-logs forgets it", operator.types("logs").contains("The log is empty."));
        operator.types("clear-identities");
        try (ChatClient carl = ChatClient.connect(server.port())) {
            carl.send("/login carl swordfish");
            demo.see(
                    "clear-identities forgets carl",
                    carl.readUntil("not the name").startsWith("* "));
        }
    }

    private static boolean saysGoodBye(ChatClient client) throws IOException {
        return client.readUntil("The server stops").startsWith("* ") && client.read() == null;
    }

    /** Somebody at the console. */
    private record Operator(Demo demo, Timeline timeline, ChatConsole console) {

        String types(String command) throws IOException {
            long from = timeline.now();
            StringWriter answer = new StringWriter();
            console.run(new StringReader(command + "\n"), new PrintWriter(answer, true));
            timeline.until("console", command, from, Timeline.Kind.WORK);
            demo.say("> " + command);
            answer.toString().lines().forEach(demo::say);
            return answer.toString();
        }
    }
}

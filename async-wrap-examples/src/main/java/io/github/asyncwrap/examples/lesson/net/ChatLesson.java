package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.LessonServer;
import io.github.asyncwrap.examples.lesson.ServerLesson;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * How do many people talk through one server, when some of what it does takes long and some of them do not listen?
 *
 * <p>One event loop ({@link ChatLoop}) does all that is quick: the lines that come ({@link ChatConnection}), what they mean
 * ({@link ChatSession}), who gets to see them ({@link ChatRoom}). What is slow goes through doors ({@link ChatAccounts},
 * {@link ChatHistory}), and comes back as events. What a client does not take waits in an {@link Outbox} with a bound, and
 * whoever lets that run over is dropped: nobody ever waits for anybody else. What must survive is written so that a crash
 * at any moment does no harm ({@link RecordFile}).
 */
@Command(
        name = "chat",
        description = {
            "A chat for many with nc: accounts, history, and nobody waits for one who does not read.",
            "One event loop serves all. Passwords are hashed, and files written, behind doors. A client that does not"
                    + " read is dropped, and the others are told."
        })
public final class ChatLesson extends ServerLesson {
    private static final int DEMO_ROUNDS = 10_000;
    private static final int MAX_LINES = 10_000;
    private static final String PADDING = " - so that it fills what the system holds for dave".repeat(15);

    private record Talk(Timeline timeline, String last) {}

    @Mixin
    private final ChatOptions options = new ChatOptions();

    @Override
    protected LessonServer start(InetSocketAddress address, PrintWriter out) throws IOException {
        return ChatServer.start(address, ChatSettings.of(options.folder(), out::println));
    }

    @Override
    protected String hint(String host, int port) {
        return "nc " + host + " " + port + "   then   /register NAME PASSWORD";
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        if (options.folder() != null) {
            throw misused("--folder is not for --demo, which has a temporary one");
        }
        try (DemoFolder folder = new DemoFolder()) {
            demo.say("Passwords are hashed with " + DEMO_ROUNDS + " rounds here, and with " + Pbkdf2.ROUNDS
                    + " by hand.");
            HeldHasher hasher = new HeldHasher(new Pbkdf2(DEMO_ROUNDS), "held-until-I-say");
            ChatSettings settings =
                    ChatSettings.of(folder.path(), err()::println).with(hasher);
            Talk talk = talk(demo, folder, settings, hasher);
            comeBack(demo, talk, folder, settings);
            demo.draw(talk.timeline.svg());
        }
    }

    private static Talk talk(Demo demo, DemoFolder folder, ChatSettings settings, HeldHasher hasher)
            throws IOException, InterruptedException {
        try (ChatServer server = folder.serve(settings);
                ChatClient ada = enter(server, "/register ada", "ada");
                ChatClient bob = enter(server, "/register bob", "bob")) {
            ada.readUntil("bob has come");
            Timeline timeline = new Timeline("A chat: what is slow, and who does not read, delays nobody");
            demo.see("what ada says, bob reads", isRead(ada, "ada", "Hello, bob!", bob));
            try (ChatClient carl = ChatClient.connect(server.port())) {
                carl.send("/login ada a wrong one");
                demo.see(
                        "a wrong password does not let anybody in",
                        carl.readUntil("not the name").startsWith("* "));
                whileHashing(demo, timeline, hasher, ada, bob, carl);
            }
            bob.readUntil("carl has gone");
            String last = besideOneWhoDoesNotRead(demo, timeline, server, ada, bob);
            return new Talk(timeline, last);
        }
    }

    /** The demo, and not luck, says how long carl's password takes. */
    private static void whileHashing(
            Demo demo, Timeline timeline, HeldHasher hasher, ChatClient ada, ChatClient bob, ChatClient carl)
            throws IOException, InterruptedException {
        long from = timeline.now();
        carl.send("/register carl " + hasher.held());
        hasher.awaitHeld();
        boolean allRead = true;
        for (int i = 1; i <= 5; i++) {
            long said = timeline.now();
            allRead &= isRead(ada, "ada", "Line " + i, bob);
            timeline.until("ada to bob", "Line " + i, said, Timeline.Kind.GOOD);
        }
        demo.see("while carl's password is being hashed, ada and bob talk", allRead && hasher.isHeld());
        hasher.release();
        List<String> seen = new ArrayList<>();
        for (String line = ""; !line.contains("You are carl"); line = carl.readUntil("")) {
            seen.add(line);
        }
        timeline.until("carl", "his password is being hashed", from, Timeline.Kind.WAIT);
        demo.see(
                "who joins gets what was said before",
                seen.stream().anyMatch(line -> line.endsWith("Z ada: Hello, bob!"))
                        && seen.stream().anyMatch(line -> line.endsWith("Z ada: Line 5")));
        carl.send("/quit");
        demo.see("/quit ends it with a word", carl.readUntil("Good bye").startsWith("* ") && carl.read() == null);
    }

    /** No luck in this either: ada says the next line when bob has read the last one. */
    private static String besideOneWhoDoesNotRead(
            Demo demo, Timeline timeline, ChatServer server, ChatClient ada, ChatClient bob) throws IOException {
        try (ChatClient dave = ChatClient.connectDeaf(server.port())) {
            dave.send("/register dave swordfish").readUntil("You are dave");
            bob.readUntil("dave has come");
            long from = timeline.now();
            boolean dropped = false;
            boolean inOrder = true;
            int lines = 0;
            String text = "";
            while (!dropped && lines < MAX_LINES) {
                text = "Line " + ++lines + PADDING;
                ada.send(text);
                String read = bob.readUntil("");
                if (read.equals("* dave was dropped: does not read")) {
                    dropped = true;
                    read = bob.readUntil("");
                }
                inOrder &= read.equals("ada: " + text);
            }
            timeline.until("ada to bob", lines + " lines", from, Timeline.Kind.GOOD);
            timeline.until("dave", "does not read", from, Timeline.Kind.BAD);
            demo.see("dave, who does not read, is dropped, and bob is told", dropped);
            demo.see("meanwhile bob has read every line, in order", inOrder);
            return text;
        }
    }

    private static void comeBack(Demo demo, Talk talk, DemoFolder folder, ChatSettings settings) throws IOException {
        Path identities = folder.path().resolve(ChatFolder.IDENTITIES);
        Files.writeString(identities, "0f1e2d3c eve pbkdf2-sha2", StandardOpenOption.APPEND);
        demo.say(
                "The server has stopped. Its file of identities is made to end as a crash leaves it, in half a record.");
        long from = talk.timeline.now();
        try (ChatServer server = folder.serve(settings);
                ChatClient ada = ChatClient.connect(server.port());
                ChatClient eve = ChatClient.connect(server.port())) {
            ada.send("/login ada swordfish");
            demo.see(
                    "the next server knows what was said last",
                    ada.readUntil("Z ada: Line ").endsWith(PADDING)
                            && ada.readUntil(talk.last).endsWith("Z ada: " + talk.last));
            demo.see("and ada's account", ada.readUntil("You are").startsWith("* You are ada."));
            eve.send("/register eve swordfish");
            demo.see("the half record is no account", eve.readUntil(" eve").startsWith("* You are eve."));
        }
        talk.timeline.until("server", "started again", from, Timeline.Kind.WORK);
    }

    private static boolean isRead(ChatClient from, String name, String text, ChatClient to) throws IOException {
        from.send(text);
        return to.readUntil(text).equals(name + ": " + text);
    }

    /** On any free port of this machine. */
    static ChatServer serve(ChatSettings settings) throws IOException {
        return ChatServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), settings);
    }

    /** Connects and comes in. */
    static ChatClient enter(ChatServer server, String command, String name) throws IOException {
        ChatClient client = ChatClient.connect(server.port());
        try {
            client.send(command + " swordfish").readUntil("You are " + name);
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }
}

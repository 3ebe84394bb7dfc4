package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people at nc get to see, whatever they do. */
class ChatServerTest {
    private static final String LONG = "x".repeat(900);

    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void closeAll() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable each : open) {
            each.close();
        }
        ChatThreads.awaitNone();
        assertThat(complaints).isEmpty();
    }

    // Commands

    @Test
    void welcome_andHelp_tellWhatMayBeDone() throws Exception {
        ChatClient nobody = connect(start());
        assertThat(nobody.read()).startsWith("* Welcome.").contains("/register", "/login", "/help");
        nobody.send("/help");
        assertThat(nobody.readUntil("/register NAME")).startsWith("* ");
        nobody.readUntil("/login NAME");
        nobody.readUntil("/who");
        nobody.readUntil("/quit");
        assertThat(nobody.readUntil("Anything else")).startsWith("* ");
    }

    @Test
    void beforeTheLogIn_nothingIsSaid_andNothingIsTold() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        ChatClient nobody = connect(server);
        nobody.send("hello?").send("/who").send("").send("   ");
        assertThat(nobody.readUntil("Log in first")).contains("/login NAME PASSWORD");
        assertThat(nobody.readUntil("Log in first")).doesNotContain("ada");
        nobody.send("/quit");
        assertThat(nobody.read()).isEqualTo("* Good bye.");
        assertThat(nobody.read()).isNull();
        ada.send("/who");
        assertThat(ada.read()).isEqualTo("* 1 is here: ada.");
    }

    @Test
    void wrongCommands_areToldOneByOne() throws Exception {
        ChatClient ada = enter(start(), "ada");
        assertThat(answer(ada, "/whoo")).isEqualTo("* There is no command /whoo; /help lists them.");
        assertThat(answer(ada, "/ hello")).startsWith("* There is no command /;");
        assertThat(answer(ada, "/login bob swordfish")).isEqualTo("* You are ada already.");
        assertThat(answer(ada, "/register bob swordfish")).isEqualTo("* You are ada already.");
    }

    @Test
    void namesAndPasswords_thatWillNotDo_areTold() throws Exception {
        ChatClient nobody = connect(start());
        nobody.read();
        assertThat(answer(nobody, "/register")).isEqualTo("* It is /register NAME PASSWORD.");
        assertThat(answer(nobody, "/login ada")).isEqualTo("* It is /login NAME PASSWORD.");
        assertThat(answer(nobody, "/register a swordfish")).isEqualTo("* " + Identities.NAME_RULE);
        assertThat(answer(nobody, "/register *server swordfish")).isEqualTo("* " + Identities.NAME_RULE);
        assertThat(answer(nobody, "/register ada short")).contains("at least 8");
        assertThat(answer(nobody, "/register ada with some spaces")).startsWith("* You are ada.");
    }

    @Test
    void nameThatIsTaken_orThere_isTold() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "Ada");
        ChatClient other = connect(server);
        other.read();
        assertThat(answer(other, "/register aDa another1")).isEqualTo("* The name aDa is taken.");
        assertThat(answer(other, "/login ada swordfish")).isEqualTo("* Ada is here already, on another connection.");
        ada.send("/quit").readUntil("Good bye");
        assertThat(lastAnswer(other, "/login ada swordfish", "You are")).isEqualTo("* You are Ada. 1 is here: Ada.");
    }

    @Test
    void wrongPasswords_sayNotWhatWasWrong_andTheThirdEndsIt() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        ChatClient guesser = connect(server);
        guesser.read();
        String answer = answer(guesser, "/login ada swordfisch");
        assertThat(answer).startsWith("* That is not the name and the password");
        assertThat(answer(guesser, "/login nobody swordfish")).isEqualTo(answer);
        guesser.send("/login ada sword").send("/login ada swordfish");
        assertThat(guesser.read()).isEqualTo("* Too many wrong passwords. Good bye.");
        assertThat(guesser.read()).isNull();
        ada.send("/who");
        assertThat(ada.read()).isEqualTo("* 1 is here: ada.");
    }

    @Test
    void whoDoesNotLogIn_isSentAway_andWhoHas_isNot() throws Exception {
        ChatClient ada = null;
        for (long millis = 50; ada == null; millis *= 2) {
            ChatServer server = start(settings(null).within(Duration.ofMillis(millis)));
            ada = enterInTime(server);
            ChatClient nobody = connect(server); // after ada, so when this one's time is over, so is the other's
            assertThat(nobody.readUntil("not logged in")).startsWith("* ");
            assertThat(nobody.read()).isNull();
        }
        assertThat(answer(ada, "/who")).isEqualTo("* 1 is here: ada.");
    }

    /** Null if this machine is too slow for the time that there is. */
    private @Nullable ChatClient enterInTime(ChatServer server) throws IOException {
        ChatClient ada = connect(server);
        try {
            ada.send("/register ada swordfish").readUntil("You are ada");
            return ada;
        } catch (LessonException | SocketException e) {
            return null;
        }
    }

    // Talking

    @Test
    void lines_goToAllOthers_inOneOrder() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        ChatClient bob = enter(server, "bob");
        ChatClient carl = enter(server, "carl");
        ChatClient dave = enter(server, "dave");
        for (ChatClient each : List.of(ada, bob, carl)) {
            each.readUntil("dave has come");
        }
        for (int i = 0; i < 50; i++) {
            ada.send("a" + i);
            bob.send("b" + i);
        }
        List<String> toCarl = new ArrayList<>();
        List<String> toDave = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            toCarl.add(carl.readUntil(""));
            toDave.add(dave.readUntil(""));
        }
        assertThat(toDave).isEqualTo(toCarl);
        assertThat(toCarl.stream().filter(line -> line.startsWith("ada: a")))
                .hasSize(50)
                .isEqualTo(numbered("ada: a", 50));
        assertThat(toCarl.stream().filter(line -> line.startsWith("bob: b"))).isEqualTo(numbered("bob: b", 50));
        assertThat(answer(carl, "/who"))
                .isEqualTo("* 4 are here: ada, bob, carl, dave."); // and not what carl said itself
    }

    @Test
    void badLines_areToldToTheSenderAlone_whoGoesOn() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        ChatClient bob = enter(server, "bob");
        ada.readUntil("bob has come");
        ada.send(new byte[] {'a', (byte) 0xff, '\n'});
        assertThat(ada.read()).isEqualTo("* That line was not UTF-8.");
        assertThat(answer(ada, "\033[2J")).contains("control characters");
        assertThat(answer(ada, "x".repeat(100_000))).contains("too long", "1000");
        ada.send("gr\u00fc\u00dfe \ud83d\ude00\r");
        assertThat(bob.read()).isEqualTo("ada: gr\u00fc\u00dfe \ud83d\ude00");
    }

    @Test
    void oneWhoGoes_byQuitOrEndOrReset_isTold() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        ChatClient bob = enter(server, "bob");
        bob.send("/quit");
        assertThat(ada.readUntil("bob has gone")).isEqualTo("* bob has gone");
        ChatClient carl = enter(server, "carl");
        carl.send("last words").endOutput();
        assertThat(ada.readUntil("carl:")).isEqualTo("carl: last words");
        assertThat(ada.read()).isEqualTo("* carl has gone");
        assertThat(carl.read()).isNull();
        enter(server, "dave").reset();
        assertThat(ada.readUntil("dave has gone")).isEqualTo("* dave has gone");
        assertThat(answer(ada, "/who")).isEqualTo("* 1 is here: ada.");
    }

    @Test
    void lastLineWithoutAnEnd_isSaid() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        ChatClient bob = enter(server, "bob");
        bob.send(new byte[] {'b', 'y', 'e'}).endOutput();
        assertThat(ada.readUntil("bob: ")).isEqualTo("bob: bye");
        assertThat(ada.read()).isEqualTo("* bob has gone");
    }

    @Test
    void allInOneGo_isDealtWithInOrder() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        ChatClient script = connect(server);
        script.send("/register bob swordfish\nhello\n/quit\nnot any more\n").endOutput();
        assertThat(ada.readUntil("bob")).isEqualTo("* bob has come");
        assertThat(ada.read()).isEqualTo("bob: hello");
        assertThat(ada.read()).isEqualTo("* bob has gone");
        assertThat(script.readUntil("Good bye")).startsWith("* ");
        assertThat(script.read()).isNull();
        assertThat(answer(ada, "/who")).isEqualTo("* 1 is here: ada.");
    }

    // What is slow, and who does not listen

    @Test
    void hashing_holdsUpNobody_butTheOneWhoWaitsForIt() throws Exception {
        HeldHasher hasher = new HeldHasher(new Pbkdf2(1), "held-until-I-say");
        ChatServer server = start(settings(null).with(hasher));
        ChatClient ada = enter(server, "ada");
        ChatClient bob = enter(server, "bob");
        ChatClient carl = connect(server);
        carl.send("/register carl " + hasher.held()).send("at last");
        hasher.awaitHeld();
        ada.send("are you there?");
        assertThat(bob.read()).isEqualTo("ada: are you there?");
        assertThat(answer(bob, "/who")).isEqualTo("* 2 are here: ada, bob.");
        ChatClient dave = enter(server, "dave"); // another password, while carl's is being hashed
        assertThat(hasher.isHeld()).isTrue();
        hasher.release();
        assertThat(dave.readUntil("carl")).isEqualTo("* carl has come");
        assertThat(dave.readUntil("carl")).isEqualTo("carl: at last");
    }

    @Test
    void oneWhoGoesWhileThePasswordIsHashed_leavesARoomThatGoesOn() throws Exception {
        HeldHasher hasher = new HeldHasher(new Pbkdf2(1), "held-until-I-say");
        ChatServer server = start(settings(null).with(hasher));
        ChatClient ada = enter(server, "ada");
        ChatClient carl = connect(server);
        carl.send("/register carl " + hasher.held());
        hasher.awaitHeld();
        carl.reset();
        hasher.release();
        assertThat(ada.readUntil("carl")).isEqualTo("* carl has come");
        assertThat(ada.readUntil("carl")).isEqualTo("* carl has gone");
    }

    @Test
    void twoWhoWantOneNameAtOnce_oneGetsIt() throws Exception {
        HeldHasher hasher = new HeldHasher(new Pbkdf2(1), "held-until-I-say");
        ChatServer server = start(settings(null).with(hasher));
        ChatClient slow = connect(server);
        slow.read();
        slow.send("/register ada " + hasher.held());
        hasher.awaitHeld();
        ChatClient quick = enter(server, "ada");
        hasher.release();
        assertThat(slow.read()).isEqualTo("* The name ada is taken.");
        assertThat(answer(quick, "/who")).isEqualTo("* 1 is here: ada.");
    }

    @Test
    void tooManyLogInsAtOnce_areRefused_andTheOthersGoOn() throws Exception {
        HeldHasher hasher = new HeldHasher(new Pbkdf2(1), "held-until-I-say");
        ChatServer server = start(settings(null).with(hasher));
        ChatClient ada = enter(server, "ada");
        List<ChatClient> crowd = new ArrayList<>();
        for (int i = 0; i < ChatServer.HASHING + ChatServer.MAX_LOG_INS; i++) {
            ChatClient client = connect(server);
            client.send("/register guest" + i + " " + hasher.held());
            crowd.add(client);
        }
        hasher.awaitHeld();
        // Their lines may still be on the way, each of its own: so one comes until it is one too many.
        ChatClient late = connect(server);
        late.read();
        while (server.status().join().checking() < crowd.size()) {
            Thread.onSpinWait();
        }
        assertThat(answer(late, "/register late swordfish")).contains("Too many", "try again");
        assertThat(answer(ada, "/who")).contains("ada");
        hasher.release();
        for (ChatClient client : crowd) {
            client.readUntil("* You are guest");
        }
        assertThat(lastAnswer(late, "/register late swordfish", "You are")).startsWith("* You are late.");
    }

    @Test
    void oneWhoNeverReads_isDropped_andDelaysNobody() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        ChatClient bob = enter(server, "bob");
        ChatClient deaf = deaf(server);
        deaf.send("/register deaf swordfish").readUntil("You are deaf");
        ada.readUntil("deaf has come");
        bob.readUntil("deaf has come");
        List<String> told = new ArrayList<>();
        int said = 0;
        while (told.isEmpty()) {
            ada.send(said + LONG);
            String line = bob.readUntil("");
            if (line.startsWith("* ")) {
                told.add(line);
                line = bob.readUntil("");
            }
            assertThat(line).isEqualTo("ada: " + said + LONG);
            said++;
            assertThat(said * LONG.length()).isLessThan(4 * Outbox.MAX_BYTES); // what both systems hold included
        }
        assertThat(told).containsExactly("* deaf was dropped: does not read");
        assertThat(ada.read()).isEqualTo(told.get(0));
        assertThat(answer(ada, "/who")).isEqualTo("* 2 are here: ada, bob.");
        assertThat(said * LONG.length()).isGreaterThan(Outbox.MAX_BYTES); // who is slow has that much time
        assertThatThrownBy(() -> deaf.readUntil("nothing")).isInstanceOf(IOException.class);
    }

    @Test
    void twoWhoNeverRead_areBothDropped() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        for (String name : List.of("deaf1", "deaf2")) {
            deaf(server).send("/register " + name + " swordfish").readUntil("You are");
            ada.readUntil(name + " has come");
        }
        while (answer(ada, LONG + "\n/who").contains("deaf")) {
            // Until both have gone: what is told meanwhile has their names, too.
        }
        assertThat(lastAnswer(ada, "/who", "here")).isEqualTo("* 1 is here: ada.");
    }

    @Test
    void oneWhoAsksAndNeverReads_isDropped_alsoBeforeTheLogIn() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        for (String first : List.of("/help", "/register deaf swordfish")) {
            ChatClient deaf = deaf(server);
            assertThatThrownBy(() -> {
                        deaf.send(first);
                        while (true) {
                            deaf.send("/help\n".repeat(100));
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
        assertThat(ada.readUntil("deaf was")).isEqualTo("* deaf was dropped: does not read");
        assertThat(answer(ada, "/who")).isEqualTo("* 1 is here: ada.");
    }

    @Test
    void moreThanThereIsRoomFor_areTold_andLetInLater() throws Exception {
        ChatServer server = start(settings(null).atMost(1));
        ChatClient ada = enter(server, "ada");
        ChatClient bob = connect(server);
        assertThat(bob.read()).isEqualTo("* The server is full: try again later.");
        assertThat(bob.read()).isNull();
        bob.close();
        ada.send("/quit").readUntil("Good bye");
        ada.close();
        while (server.status().join().connections() > 0) {
            Thread.onSpinWait();
        }
        enter(server, "bob");
    }

    @Test
    void whoComesAndGoes_leavesNoTimer() throws Exception {
        ChatServer server = start();
        for (int i = 0; i < 20; i++) {
            ChatClient.connect(server.port()).close();
            ChatClient quits = connect(server).send("/quit");
            quits.readUntil("Good bye");
            quits.close();
        }
        while (server.loop().ask(server.loop()::timers).join() > 0) {
            Thread.onSpinWait(); // until the server knows that they have gone; if it kept any, for two minutes
        }
    }

    // What is kept

    @Test
    void history_isSentOnJoining_bounded_andKeptOverRestarts() throws Exception {
        ChatServer first = start(settings(folder));
        ChatClient ada = enter(first, "ada");
        for (int i = 0; i < ChatHistory.KEPT + 20; i++) {
            ada.send("line " + i);
        }
        answer(ada, "/who");
        first.close();
        ChatServer second = start(settings(folder));
        ChatClient again = connect(second);
        again.read();
        again.send("/login ada swordfish");
        for (int i = 20; i < ChatHistory.KEPT + 20; i++) {
            assertThat(again.read())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ .*")
                    .endsWith("Z ada: line " + i);
        }
        assertThat(again.read()).isEqualTo("* You are ada. 1 is here: ada.");
    }

    @Test
    void serverThatIsKilled_hasKeptWhatItConfirmed() throws Exception {
        int confirmed = 10;
        Process process = ServerToKill.start(folder);
        try (BufferedReader out = process.inputReader()) {
            int port = Integer.parseInt(out.readLine());
            for (int i = 0; i < confirmed; i++) {
                opened(ChatClient.connect(port))
                        .send("/register guest" + i + " swordfish")
                        .readUntil("You are");
            }
            for (int i = 0; i < 5; i++) {
                opened(ChatClient.connect(port)).send("/register maybe" + i + " swordfish");
            }
            process.destroyForcibly().waitFor(); // while it writes those, or not: it knows nothing of it
        } finally {
            process.destroyForcibly();
        }
        ChatServer again = start(settings(folder));
        for (int i = 0; i < confirmed; i++) {
            lastAnswer(connect(again), "/login guest" + i + " swordfish", "You are guest" + i);
        }
        enter(again, "one-more");
    }

    @Test
    void withoutAFolder_nothingIsKept() throws Exception {
        ChatServer first = start();
        enter(first, "ada").send("hello").send("/quit").readUntil("Good bye");
        first.close();
        ChatClient again = connect(start());
        again.read();
        assertThat(answer(again, "/login ada swordfish")).contains("not the name");
        assertThat(answer(again, "/register ada swordfish")).isEqualTo("* You are ada. 1 is here: ada.");
    }

    @Test
    void folderThatAnotherServerHas_isRefused_andFreeAfterIt() throws Exception {
        ChatServer first = start(settings(folder));
        assertThatThrownBy(() -> start(settings(folder)))
                .isInstanceOf(LessonException.class)
                .hasMessageContainingAll(folder.toString(), "another server has it");
        first.close();
        start(settings(folder));
    }

    @Test
    void folderThatIsAFile_orDamaged_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> start(settings(file)))
                .isInstanceOf(LessonException.class)
                .hasMessageContainingAll(file.toString(), "not a directory");
        for (String name : List.of(ChatFolder.IDENTITIES, ChatFolder.HISTORY)) {
            Path damaged = Files.createDirectory(folder.resolve("for-" + name));
            new RecordFile(damaged.resolve(name)).append("ada hash");
            Files.writeString(damaged.resolve(name), "rubbish\n" + Files.readString(damaged.resolve(name)));
            assertThatThrownBy(() -> start(settings(damaged)))
                    .isInstanceOf(LessonException.class)
                    .hasMessageContainingAll(name, "damaged");
            ChatThreads.awaitNone();
        }
    }

    @Test
    void diskThatFails_isToldToBothSides_andTheServiceGoesOn() throws Exception {
        ChatServer server = start(settings(folder));
        Files.createDirectory(folder.resolve(ChatFolder.IDENTITIES)); // in the way
        ChatClient ada = connect(server);
        ada.read();
        assertThat(answer(ada, "/register ada swordfish")).contains("That failed", "not your fault");
        Files.delete(folder.resolve(ChatFolder.IDENTITIES));
        assertThat(answer(ada, "/register ada swordfish")).startsWith("* You are ada.");
        server.close(); // by then it has complained
        assertThat(complaints)
                .singleElement()
                .asString()
                .startsWith("Cannot deal with a log-in: ")
                .contains(ChatFolder.IDENTITIES);
        complaints.clear();
    }

    @Test
    void complaintThatNobodyTakes_holdsUpNobody() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        ChatSettings settings = ChatSettings.of(folder, complaint -> Uninterruptibles.awaitUninterruptibly(taken));
        try (ChatServer server = ChatLesson.serve(settings.with(new Pbkdf2(1)))) {
            Files.createDirectory(folder.resolve(ChatFolder.IDENTITIES)); // in the way
            ChatClient ada = connect(server);
            ada.read();
            assertThat(answer(ada, "/register ada swordfish")).contains("That failed");
            assertThat(answer(ada, "/who")).isEqualTo("* Log in first.");
        } finally {
            taken.countDown();
        }
    }

    // The end

    @Test
    void close_tellsAll_howeverOften() throws Exception {
        ChatServer server = start();
        ChatClient ada = enter(server, "ada");
        ChatClient nobody = connect(server);
        nobody.read();
        server.close();
        server.close();
        server.awaitStopped();
        for (ChatClient each : List.of(ada, nobody)) {
            assertThat(each.read()).isEqualTo("* The server stops. Good bye.");
            assertThat(each.read()).isNull();
        }
        ChatThreads.awaitNone();
        assertThat(server.status()).isCompletedExceptionally();
    }

    @Test
    void close_freesThePort() throws Exception {
        boolean isFree = false;
        // Between the two anybody may be given the port by the system, but not each time.
        for (int i = 0; i < 10 && !isFree; i++) {
            ChatServer server = start();
            enter(server, "ada");
            server.close();
            isFree = isFree(server.port());
        }
        assertThat(isFree).isTrue();
    }

    @Test
    void close_whileAPasswordIsHashed_doesNotWaitForIt() throws Exception {
        HeldHasher hasher = new HeldHasher(new Pbkdf2(1), "held-until-I-say");
        ChatServer server = start(settings(null).with(hasher));
        ChatClient carl = connect(server);
        carl.send("/register carl " + hasher.held());
        hasher.awaitHeld();
        server.close();
        carl.readUntil("The server stops");
        assertThat(hasher.isHeld()).isFalse();
    }

    private static boolean isFree(int port) throws IOException {
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    private ChatSettings settings(@Nullable Path where) {
        return ChatSettings.of(where, complaints::add).with(new Pbkdf2(1));
    }

    private ChatServer start() throws IOException {
        return start(settings(null));
    }

    private ChatServer start(ChatSettings settings) throws IOException {
        return opened(ChatServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), settings));
    }

    private ChatClient connect(ChatServer server) throws IOException {
        return opened(ChatClient.connect(server.port()));
    }

    private ChatClient deaf(ChatServer server) throws IOException {
        return opened(ChatClient.connectDeaf(server.port()));
    }

    private ChatClient enter(ChatServer server, String name) throws IOException {
        return opened(ChatLesson.enter(server, "/register " + name, name));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    private static String answer(ChatClient client, String line) throws IOException {
        return client.send(line).readUntil("");
    }

    private static String lastAnswer(ChatClient client, String line, String words) throws IOException {
        return client.send(line).readUntil(words);
    }

    private static List<String> numbered(String start, int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(start + i);
        }
        return all;
    }
}

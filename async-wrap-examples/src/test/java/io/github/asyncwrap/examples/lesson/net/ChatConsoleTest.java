package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is driven from its console while people talk. */
class ChatConsoleTest {
    private ChatServer server;
    private ChatClient ada;
    private ChatClient bob;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = serve();
        ada = enter("ada");
        bob = enter("bob");
        ada.readUntil("bob has come");
    }

    @AfterEach
    void close() throws Exception {
        ada.close();
        bob.close();
        server.close();
        ChatThreads.awaitNone();
    }

    @Test
    void status_tellsWhatTheServerDoes() throws IOException {
        assertThat(type("status"))
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line).matches("Serving on port " + server.port() + ", up \\d+ seconds?\\."),
                        line -> assertThat(line).isEqualTo("2 connections, 2 logged in: ada, bob."),
                        line -> assertThat(line).isEqualTo("0 passwords being hashed, or waiting for it."),
                        line -> assertThat(line).isEqualTo("2 accounts, 2 lines in the log."));
        try (ChatClient nobody = ChatClient.connect(server.port())) {
            nobody.read();
            assertThat(type("status")).contains("3 connections, 2 logged in: ada, bob.");
        }
    }

    @Test
    void help_namesEveryCommand() throws IOException {
        List<String> help = type("help");
        for (String command :
                List.of("status", "pause", "resume", "logs", "clear-logs", "clear-identities", "stop", "help")) {
            assertThat(help).anyMatch(line -> line.startsWith(command + " "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopp", "STOP", "stop now", "/who", "clear logs", "?", "status status"})
    void wrongCommand_isTold_andChangesNothing(String command) throws IOException {
        assertThat(type(command)).containsExactly("'" + command + "' is not a command; help lists them.");
        talks();
    }

    @Test
    void emptyLines_areNothing_andSpacesAround() throws IOException {
        assertThat(type("\n   \n\t\n")).isEmpty();
        assertThat(type("  resume  ")).containsExactly("It is not paused.");
    }

    @Test
    void pause_letsNobodyIn_andThoseThereGoOn_untilResume() throws IOException {
        try (ChatClient guest = ChatClient.connect(server.port())) {
            guest.read(); // connected, and not logged in, before the pause
            assertThat(type("pause")).containsExactly("Paused: nobody new is let in. resume ends it.");
            assertThat(type("pause")).containsExactly("It is paused already.");
            assertThat(type("status")).first().asString().startsWith("Paused on port ");
            try (ChatClient late = ChatClient.connect(server.port())) {
                late.send("/register late swordfish");
                assertThat(late.read()).isEqualTo("* The server is paused: it lets nobody in now. Try again later.");
                assertThat(late.read()).isNull();
            }
            talks();
            guest.send("/register guest swordfish").readUntil("* You are guest");
            assertThat(bob.read()).isEqualTo("* guest has come");
        }
        assertThat(type("resume")).containsExactly("Resumed: people are let in again.");
        assertThat(type("resume")).containsExactly("It is not paused.");
        enter("late").close();
    }

    @Test
    void logs_showWhatTheRoomWasTold_untilTheyAreCleared_onTheDiskToo() throws IOException {
        talks();
        assertThat(type("logs")).hasSize(3).last().asString().endsWith("Z ada: Do we talk?");
        assertThat(type("clear-logs")).containsExactly("Cleared 3 lines.");
        assertThat(Files.size(folder.resolve(ChatFolder.HISTORY))).isZero();
        assertThat(type("logs")).containsExactly("The log is empty.");
        assertThat(type("clear-logs")).containsExactly("Cleared 0 lines.");
        talks();
        assertThat(type("logs")).hasSize(1);
        enter("carl").close();
    }

    @Test
    void clearIdentities_removesAllAccounts_andThoseThereStay() throws IOException {
        assertThat(type("clear-identities")).containsExactly("Removed 2 accounts.");
        talks();
        try (ChatClient again = ChatClient.connect(server.port())) {
            again.send("/login ada swordfish").readUntil("not the name");
            // The account is free, but one of this name is still there.
            again.send("/register ada another1").readUntil("ada is here already");
            assertThat(type("status")).contains("1 account, 3 lines in the log.");
        }
        server.close();
        server = serve();
        try (ChatClient again = ChatClient.connect(server.port())) {
            again.send("/login bob swordfish").readUntil("not the name");
            again.send("/login ada another1").readUntil("You are ada");
        }
    }

    @Test
    void clearIdentities_whereTheDiskFails_isTold_andRemovesNone() throws IOException {
        Path file = folder.resolve(ChatFolder.IDENTITIES);
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        assertThat(type("clear-identities")).singleElement().asString().startsWith("That failed: ");
        assertThat(type("status")).contains("2 accounts, 2 lines in the log.");
    }

    @Test
    void stop_tellsAll_andEndsTheConsole() throws Exception {
        StringWriter answers = new StringWriter();
        boolean stopped =
                new ChatConsole(server).run(new StringReader("help\nstop\nstatus\n"), new PrintWriter(answers));
        assertThat(stopped).isTrue();
        assertThat(answers.toString().lines().toList()).last().isEqualTo("Stopping.");
        server.awaitStopped();
        for (ChatClient each : List.of(ada, bob)) {
            assertThat(each.readUntil("stops")).isEqualTo("* The server stops. Good bye.");
            assertThat(each.read()).isNull();
        }
        assertThat(server.status()).isCompletedExceptionally();
        ChatThreads.awaitNone();
    }

    @Test
    void commands_ofAServerThatHasStopped_areTold() throws IOException {
        server.close();
        for (String command : List.of("status", "pause", "resume", "logs", "clear-logs", "clear-identities")) {
            assertThat(type(command)).as(command).singleElement().asString().startsWith("That failed: ");
        }
    }

    @Test
    void endOfTheInput_leavesTheServerServing() throws IOException {
        StringWriter answers = new StringWriter();
        assertThat(new ChatConsole(server).run(new StringReader("help"), new PrintWriter(answers)))
                .isFalse();
        assertThat(answers.toString()).contains("stop"); // a last line without an end is one
        talks();
    }

    @Test
    void consoleThatBreaks_isToldAndLeavesTheServerServing() throws Exception {
        StringWriter out = new StringWriter();
        Reader broken = new Reader() {
            @Override
            public int read(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("the terminal has gone");
            }

            @Override
            public void close() {}
        };
        ControlLesson.Controlled controlled = new ControlLesson.Controlled(server, broken, new PrintWriter(out, true));
        Thread waits = new Thread(() -> {
            try {
                controlled.awaitStopped();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waits.start();
        while (out.toString().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(out.toString()).startsWith("No more commands can be read: ").contains("the terminal has gone");
        talks();
        controlled.close();
        waits.join();
    }

    @Test
    void commands_areObeyedWhileOthersAreStillTyped() throws Exception {
        StringWriter answers = new StringWriter();
        try (PipedWriter keyboard = new PipedWriter();
                PipedReader in = new PipedReader(keyboard)) {
            Thread console = new Thread(() -> {
                try {
                    new ChatConsole(server).run(in, new PrintWriter(answers, true));
                } catch (IOException e) {
                    answers.append(e.toString());
                }
            });
            console.start();
            keyboard.write("pause\nhel");
            keyboard.flush();
            while (!answers.toString().contains("Paused")) {
                Thread.onSpinWait();
            }
            talks();
            keyboard.write("p\nstop\n");
            keyboard.flush();
            console.join();
        }
        assertThat(answers.toString()).contains("clear-identities").endsWith("Stopping." + System.lineSeparator());
    }

    private ChatServer serve() throws IOException {
        return ChatServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ChatSettings.of(folder, complaint -> {}).with(new Pbkdf2(1)));
    }

    private ChatClient enter(String name) throws IOException {
        return ChatLesson.enter(server, "/register " + name, name);
    }

    private void talks() throws IOException {
        ada.send("Do we talk?");
        assertThat(bob.readUntil("talk")).isEqualTo("ada: Do we talk?");
    }

    private List<String> type(String lines) throws IOException {
        StringWriter answers = new StringWriter();
        assertThat(new ChatConsole(server).run(new StringReader(lines + "\n"), new PrintWriter(answers)))
                .isFalse();
        return answers.toString().lines().toList();
    }
}

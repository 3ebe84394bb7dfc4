package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.AsyncRejectedException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What one client may say, and what comes of it: the protocol. Before the log-in there are commands only; afterwards what
 * does not begin with a slash is said to all. Lines that the server says of itself begin with {@code "* "}, which no name
 * does. For the event loop alone.
 */
final class ChatSession implements ChatConnection.Listener {
    static final int MAX_WRONG_PASSWORDS = 3;

    private static final int MIN_PASSWORD = 8;

    private final ChatServer server;
    private final ChatConnection connection;
    private @Nullable String name;
    private boolean isChecking;
    private int wrongPasswords;
    private ChatLoop.@Nullable Timer logInTimer;

    /**
     * Begins it.
     *
     * @throws IOException if the client has gone already
     */
    ChatSession(ChatServer server, SocketChannel channel) throws IOException {
        this.server = server;
        connection = new ChatConnection(server.loop(), channel, this);
        awaitLogIn();
    }

    private void awaitLogIn() {
        logInTimer = server.loop().after(server.settings().logInTime().toNanos(), () -> {
            if (isChecking) {
                awaitLogIn(); // not the client's fault
            } else if (name == null) {
                leave("* You have not logged in. Good bye.");
            }
        });
    }

    /** Tells the client what it may do. */
    void greet() {
        reply("* Welcome. /register NAME PASSWORD or /login NAME PASSWORD lets you in, /help tells more.");
    }

    @Override
    public void line(LineDecoder.Line line) {
        String text = line.text().strip();
        String speaker = name;
        if (line.complaint() != null) {
            reply("* " + line.complaint());
        } else if (text.startsWith("/")) {
            command(text);
        } else if (speaker == null && !text.isEmpty()) {
            reply("* Log in first: /login NAME PASSWORD, or /register NAME PASSWORD.");
        } else if (speaker != null && !text.isEmpty()) {
            server.room().say(speaker, text);
        }
    }

    private void command(String text) {
        String[] words = text.split("\\s+", 3);
        switch (words[0]) {
            case "/register", "/login" -> enter(words);
            case "/who" ->
                reply(name == null ? "* Log in first." : "* " + server.room().who());
            case "/help" -> help();
            case "/quit" -> leave("* Good bye.");
            default -> reply("* There is no command " + words[0] + "; /help lists them.");
        }
    }

    private void help() {
        reply("* /register NAME PASSWORD  makes an account and lets you in. " + Identities.NAME_RULE);
        reply("*                           The password has at least " + MIN_PASSWORD + " characters.");
        reply("* /login NAME PASSWORD     lets you in.");
        reply("* /who                     tells who is here.");
        reply("* /quit                    ends it.");
        reply("* Anything else is said to all who are here.");
    }

    private void enter(String[] words) {
        boolean registers = words[0].equals("/register");
        if (name != null) {
            reply("* You are " + name + " already.");
        } else if (words.length < 3) {
            reply("* It is " + words[0] + " NAME PASSWORD.");
        } else if (registers && !Identities.isName(words[1])) {
            reply("* " + Identities.NAME_RULE);
        } else if (registers && words[2].length() < MIN_PASSWORD) {
            reply("* A password has at least " + MIN_PASSWORD + " characters.");
        } else if (registers && server.accounts().isTaken(words[1])) {
            reply("* The name " + words[1] + " is taken.");
        } else if (registers) {
            await(server.accounts().register(words[1], words[2]), "* The name " + words[1] + " is taken.");
        } else {
            await(server.accounts().verify(words[1], words[2]), null);
        }
    }

    /** Lets the client in when that is decided. What it sends meanwhile waits; the loop does not. */
    private void await(CompletionStage<@Nullable String> decision, @Nullable String refusal) {
        isChecking = true;
        connection.hold();
        decision.whenComplete((entered, failure) -> {
            isChecking = false;
            if (failure != null) {
                failed(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            } else if (!connection.isOpen()) {
                return; // gone meanwhile
            } else if (entered != null) {
                join(entered);
            } else if (refusal != null) {
                reply(refusal);
            } else {
                wrongPassword();
            }
            connection.resume();
        });
    }

    private void failed(Throwable failure) {
        if (failure instanceof AsyncRejectedException) {
            reply("* Too many want to come in at this moment: try again in a minute.");
        } else if (!(failure instanceof CancellationException)) { // which comes of a server that stops
            server.complain("Cannot deal with a log-in", failure);
            reply("* That failed, and is not your fault: the server cannot read or write what it keeps.");
        }
    }

    private void join(String entered) {
        if (server.room().join(entered, connection)) {
            name = entered;
        } else {
            reply("* " + entered + " is here already, on another connection.");
        }
    }

    private void wrongPassword() {
        wrongPasswords++;
        // The same words for a wrong name: who guesses need not learn which names there are.
        if (wrongPasswords < MAX_WRONG_PASSWORDS) {
            reply("* That is not the name and the password of an account.");
        } else {
            leave("* Too many wrong passwords. Good bye.");
        }
    }

    private void reply(String line) {
        String asker = name;
        if (asker != null) {
            server.room().reply(asker, line);
        } else if (!connection.send(line)) {
            connection.reset();
        }
    }

    /** Says a last word and ends it. */
    void leave(String lastLine) {
        connection.leave(lastLine);
        goneFromRoom();
    }

    /** Ends it at once; what the client does not take now is lost. */
    void end(String lastLine) {
        connection.send(lastLine);
        connection.close();
    }

    @Override
    public void closed() {
        if (logInTimer != null) {
            logInTimer.cancel(); // or whoever comes and goes would fill the memory with sessions
        }
        goneFromRoom();
        server.forget(this);
    }

    private void goneFromRoom() {
        String gone = name;
        if (gone != null) {
            name = null;
            server.room().leave(gone);
        }
    }
}

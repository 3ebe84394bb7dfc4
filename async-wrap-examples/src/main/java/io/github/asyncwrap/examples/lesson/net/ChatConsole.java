package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.Problems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/**
 * Commands to a chat server, line by line, and their answers. Reading a console blocks, and waiting for answers does, so
 * this has a thread to itself; what a command touches belongs to the event loop, so it is done there, between two lines
 * of the chat.
 */
final class ChatConsole {
    private static final List<String> HELP = List.of(
            "status            what the server is doing",
            "pause             lets nobody in any more; who is connected goes on",
            "resume            lets people in again",
            "logs              what the room was told: the lines that who joins gets to see",
            "clear-logs        forgets them, on the disk too",
            "clear-identities  removes all accounts; who is there stays until they go",
            "stop              stops the server",
            "help              this");

    private final ChatServer server;

    ChatConsole(ChatServer server) {
        this.server = server;
    }

    /**
     * Obeys until there is nothing more to read, or until the server has been stopped.
     *
     * @param in the commands
     * @param out where the answers go
     * @return whether the server has been stopped
     * @throws IOException if reading failed
     */
    boolean run(Reader in, PrintWriter out) throws IOException {
        BufferedReader lines = new BufferedReader(in);
        for (String line; (line = lines.readLine()) != null; ) {
            String command = line.strip();
            if (command.equals("stop")) {
                out.println("Stopping.");
                out.flush();
                server.close();
                return true;
            }
            if (!command.isEmpty()) {
                answer(command).forEach(out::println);
                out.flush();
            }
        }
        return false;
    }

    private List<String> answer(String command) {
        try {
            return switch (command) {
                case "status" -> status();
                case "pause" ->
                    List.of(
                            server.pause(true).join()
                                    ? "Paused: nobody new is let in. resume ends it."
                                    : "It is paused already.");
                case "resume" ->
                    List.of(server.pause(false).join() ? "Resumed: people are let in again." : "It is not paused.");
                case "logs" -> logs();
                case "clear-logs" ->
                    List.of("Cleared " + count(server.clearLog().join(), "line") + ".");
                case "clear-identities" ->
                    List.of("Removed " + count(server.clearIdentities().join(), "account") + ".");
                case "help" -> HELP;
                default -> List.of("'" + command + "' is not a command; help lists them.");
            };
        } catch (CompletionException | CancellationException e) {
            return List.of("That failed: " + Problems.describe(e.getCause() == null ? e : e.getCause()));
        }
    }

    private List<String> status() {
        ChatServer.Status status = server.status().join();
        String names = String.join(", ", status.names());
        return List.of(
                (status.isPaused() ? "Paused" : "Serving") + " on port " + server.port() + ", up "
                        + count(status.uptimeSeconds(), "second") + ".",
                count(status.connections(), "connection") + ", "
                        + status.names().size() + " logged in" + (names.isEmpty() ? "." : ": " + names + "."),
                count(status.checking(), "password") + " being hashed, or waiting for it.",
                count(status.accounts(), "account") + ", " + count(status.lines(), "line") + " in the log.");
    }

    private List<String> logs() {
        List<String> lines = server.log().join();
        return lines.isEmpty() ? List.of("The log is empty.") : lines;
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}

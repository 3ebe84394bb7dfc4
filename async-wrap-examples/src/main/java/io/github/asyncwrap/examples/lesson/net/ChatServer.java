package io.github.asyncwrap.examples.lesson.net;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.examples.lesson.LessonServer;
import io.github.asyncwrap.examples.lesson.Problems;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A chat server: one event loop for all that people say, and two doors to what would block it, the hashing of passwords
 * and the disk.
 *
 * <p>The methods that are public or return a future are for any thread, the others for the event loop.
 */
final class ChatServer implements LessonServer {
    static final int HASHING = 2;
    static final int MAX_LOG_INS = 64;
    private static final int BACKLOG = 128;
    private static final int MAX_COMPLAINTS = 64;
    private static final long DISK_SECONDS = 10;
    private static final long COMPLAINTS_SECONDS = 1;
    private static final long ACCEPT_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ChatSettings settings;
    private final ChatFolder folder;
    private final ChatLoop loop;
    private final AsyncWrapper passwords =
            AsyncWrapper.builder("passwords", HASHING).maxPending(MAX_LOG_INS).build();
    // One call at a time, in order: what is kept is written as it came.
    private final AsyncWrapper disk = AsyncWrapper.of("disk", 1);
    // A terminal that somebody has stopped takes nothing, and must not hold up the loop.
    private final AsyncWrapper terminal = AsyncWrapper.builder("complaints", 1)
            .maxPending(MAX_COMPLAINTS)
            .overflow(Overflow.dropOldest())
            .build();
    private final ChatAccounts accounts;
    private final ChatHistory history;
    private final ChatRoom room;
    private final ServerSocketChannel listener;
    private final int port;
    private final long started = System.nanoTime();
    private final Set<ChatSession> sessions = new HashSet<>();
    private final AtomicBoolean isClosing = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean isPaused;
    private @Nullable String lastComplaint;

    /** What a server is doing. */
    record Status(
            long uptimeSeconds,
            boolean isPaused,
            int connections,
            int checking,
            List<String> names,
            int accounts,
            int lines) {}

    /**
     * Starts a server.
     *
     * @throws IOException if it cannot listen there, or cannot use its folder
     */
    static ChatServer start(InetSocketAddress address, ChatSettings settings) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(address, BACKLOG);
            ChatFolder folder = ChatFolder.open(settings.folder());
            try {
                return new ChatServer(settings, folder, listener);
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    private ChatServer(ChatSettings settings, ChatFolder folder, ServerSocketChannel listener) throws IOException {
        this.settings = settings;
        this.folder = folder;
        this.listener = listener;
        port = listener.socket().getLocalPort();
        PasswordHasher hasher = settings.hasher();
        Identities identities = new Identities(folder.store(ChatFolder.IDENTITIES), hasher);
        RecordStore lines = folder.store(ChatFolder.HISTORY);
        loop = new ChatLoop("chat");
        try {
            AsyncWrapper diskForLoop = disk.deliverOn(loop);
            accounts = new ChatAccounts(identities, hasher, passwords.deliverOn(loop), diskForLoop);
            history = new ChatHistory(lines, diskForLoop, failure -> complain("Cannot keep the history", failure));
            room = new ChatRoom(history);
            loop.ask(() -> loop.register(listener, SelectionKey.OP_ACCEPT, this::accept))
                    .join();
        } catch (CompletionException | IOException e) {
            loop.close();
            throw e;
        }
    }

    ChatSettings settings() {
        return settings;
    }

    ChatLoop loop() {
        return loop;
    }

    ChatAccounts accounts() {
        return accounts;
    }

    ChatRoom room() {
        return room;
    }

    private void accept(SelectionKey key) {
        try {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                welcome(channel);
            }
        } catch (IOException e) {
            complain("Cannot accept a connection", e);
            // No descriptor is left, mostly. The client still waits, so the selector would tell at once, again and
            // again.
            key.interestOps(0);
            loop.after(ACCEPT_AGAIN_NANOS, () -> {
                if (key.isValid()) {
                    key.interestOps(SelectionKey.OP_ACCEPT);
                }
            });
        }
    }

    private void welcome(SocketChannel channel) throws IOException {
        int max = settings.maxConnections();
        if (sessions.size() >= 2 * max) {
            channel.close(); // those who are told that there is no room take some, too
            return;
        }
        ChatSession session;
        try {
            session = new ChatSession(this, channel);
        } catch (IOException e) {
            channel.close(); // the client has gone already
            return;
        }
        sessions.add(session);
        if (isPaused) {
            session.leave("* The server is paused: it lets nobody in now. Try again later.");
        } else if (sessions.size() > max) {
            session.leave("* The server is full: try again later.");
        } else {
            session.greet();
        }
    }

    void forget(ChatSession session) {
        sessions.remove(session);
    }

    /** Tells what went wrong; not twice in a row. */
    void complain(String what, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String complaint = what + ": " + Problems.describe(cause);
        if (!complaint.equals(lastComplaint)) {
            lastComplaint = complaint;
            AsyncFuture<Void> unused = terminal.run(() -> settings.complaints().accept(complaint));
        }
    }

    /** Lets nobody in from now on, or again; those who are connected are not concerned. Gives whether that is new. */
    CompletableFuture<Boolean> pause(boolean pauses) {
        return loop.ask(() -> {
            boolean isNew = isPaused != pauses;
            isPaused = pauses;
            return isNew;
        });
    }

    CompletableFuture<Status> status() {
        return loop.ask(() -> new Status(
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
                isPaused,
                sessions.size(),
                passwords.stats().running() + passwords.stats().pending(),
                room.names(),
                accounts.size(),
                history.lines().size()));
    }

    /** What the room was told. */
    CompletableFuture<List<String>> log() {
        return loop.ask(history::lines);
    }

    /** Forgets what the room was told; gives how many lines, when they are off the disk as well. */
    CompletableFuture<Integer> clearLog() {
        return loop.askLater(() -> {
            int lines = history.clear();
            return history.saved().thenApply(saved -> lines);
        });
    }

    /** Removes all accounts; gives how many. Who is there stays, and comes back with a new account only. */
    CompletableFuture<Integer> clearIdentities() {
        return accounts.clear().toCompletableFuture();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() {
        if (isClosing.compareAndSet(false, true)) {
            try {
                stop();
            } finally {
                stopped.countDown();
            }
        }
        Uninterruptibles.awaitUninterruptibly(stopped);
    }

    private void stop() {
        loop.askLater(() -> {
                    closeListener();
                    room.end();
                    List.copyOf(sessions).forEach(session -> session.end("* The server stops. Good bye."));
                    return history.saved();
                })
                .completeOnTimeout(null, DISK_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> {
                    complain("Cannot stop in good order", failure);
                    return null;
                })
                .join();
        // Nobody is left to be told whether a password is right. What is on its way to the disk gets there.
        CloseReport unused = passwords.close(Duration.ZERO);
        CloseReport unusedToo = disk.close(Duration.ofSeconds(DISK_SECONDS));
        loop.close();
        closeListener(); // without effect, unless the loop had failed
        try {
            folder.close();
        } catch (IOException e) {
            complain("Cannot give up the folder", e);
        }
        CloseReport unusedAsWell = terminal.close(Duration.ofSeconds(COMPLAINTS_SECONDS));
    }

    private void closeListener() {
        try {
            listener.close();
        } catch (IOException e) {
            complain("Cannot stop listening", e); // which keeps nobody from saying good bye to those who are there
        }
    }
}

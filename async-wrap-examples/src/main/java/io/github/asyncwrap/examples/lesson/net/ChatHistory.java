package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The last lines that everybody in the room was told, with their times; for those who come later, and for the next run.
 * For the event loop alone.
 *
 * <p>The disk is slower than people talk, so the room does not wait for it: at most one write is under way, of all there
 * is, and if meanwhile something was said, another follows. However slow the disk is, nothing piles up. A crash loses what
 * was said since the last write; what is left is whole.
 */
final class ChatHistory {
    static final int KEPT = 100;

    private final RecordStore store;
    private final AsyncWrapper disk;
    private final Consumer<Throwable> complaints;
    private final Deque<String> lines = new ArrayDeque<>();
    private boolean isChanged;
    private CompletableFuture<Void> saved = CompletableFuture.completedFuture(null);

    /**
     * That of a store, which is read now.
     *
     * @param store of the former run's
     * @param disk for what blocks; its callbacks run on the event loop
     * @param complaints is told what cannot be written
     * @throws IOException if it cannot be read
     */
    ChatHistory(RecordStore store, AsyncWrapper disk, Consumer<Throwable> complaints) throws IOException {
        this.store = store;
        this.disk = disk;
        this.complaints = complaints;
        lines.addAll(store.load());
        trim();
    }

    void add(String line) {
        lines.add(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
        trim();
        changed();
    }

    private void trim() {
        while (lines.size() > KEPT) {
            lines.remove();
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Forgets all; gives how many lines that was. */
    int clear() {
        int count = lines.size();
        lines.clear();
        changed();
        return count;
    }

    /** Completes when all there is now has been written, or could not be. */
    CompletableFuture<Void> saved() {
        return saved;
    }

    private void changed() {
        isChanged = true;
        if (saved.isDone()) {
            saved = new CompletableFuture<>();
            save(saved);
        }
    }

    private void save(CompletableFuture<Void> done) {
        isChanged = false;
        List<String> all = lines();
        AsyncFuture<Void> unused = disk.run(() -> store.replace(all)).whenComplete((nothing, failure) -> {
            if (failure != null) {
                complaints.accept(failure);
            }
            if (isChanged) {
                save(done);
            } else {
                done.complete(null);
            }
        });
    }
}

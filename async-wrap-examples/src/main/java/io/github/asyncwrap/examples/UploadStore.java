package io.github.asyncwrap.examples;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores uploads in files. The event loop never touches the disk: each write is a call of one {@link AsyncWrapper}, whose
 * callbacks come back to the event loop. An upload has one call at a time, so a wrapper with as many places as there may
 * be uploads refuses none; how many there may be is what bounds the memory.
 *
 * <p>The set of open uploads belongs to the event loop and needs no lock.
 */
final class UploadStore implements UploadTarget {

    private static final Logger LOG = LoggerFactory.getLogger(UploadStore.class);

    /** How many files are written at once. */
    static final int SLOTS = 8;

    /** How many uploads may be under way, each with a {@linkplain StoredUpload#WINDOW window} in memory. */
    static final int MAX_UPLOADS = 512;

    /** How long uploads that are given up at the end may take to be removed. */
    static final Duration CLEAN_UP = Duration.ofSeconds(3);

    /** How long a write may take to heed its interrupt, after that. */
    private static final Duration STUCK = Duration.ofSeconds(1);

    private final StoreFolder folder;
    private final int maxUploads;
    private final Executor loop;
    private final AsyncWrapper disk;
    private final AsyncWrapper store;

    private final Set<StoredUpload> open = new LinkedHashSet<>();
    private @Nullable CompletableFuture<Void> allSettled;

    /**
     * Makes a store, which closes the folder at its end.
     *
     * @param loop runs what it is given on the event loop
     */
    UploadStore(StoreFolder folder, int slots, int maxUploads, Executor loop) {
        this.folder = folder;
        this.maxUploads = maxUploads;
        this.loop = loop;
        this.disk = AsyncWrapper.builder("store", slots)
                .maxPending(maxUploads)
                .gracePeriod(STUCK)
                .build();
        this.store = disk.deliverOn(loop);
    }

    @Override
    public boolean hasRoom() {
        return open.size() < maxUploads && allSettled == null;
    }

    @Override
    public Body begin(ReadStream<?> source, Owner owner) {
        StoredUpload upload = new StoredUpload(folder.newPart(), store, source, owner, this::settled);
        open.add(upload);
        return upload;
    }

    /** {@inheritDoc} Uploads that have not come whole are removed; what is being committed is finished. */
    @Override
    public void close(Runnable closed) {
        Thread closer = new Thread(
                () -> {
                    try {
                        cleanUp();
                    } finally {
                        closed.run();
                    }
                },
                "close-store");
        closer.setDaemon(true);
        closer.start();
    }

    private void cleanUp() {
        CompletableFuture<Void> all = new CompletableFuture<>();
        loop.execute(() -> abandonAll(all));
        try {
            all.get(CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            // Something is stuck: the wrapper says what, and its uploads which parts they leave.
        }
        CloseReport unused = disk.close(Duration.ZERO);
        try {
            folder.close();
        } catch (IOException e) {
            LOG.warn("Cannot release the folder: {}", UploadException.describe(e));
        }
    }

    private void abandonAll(CompletableFuture<Void> all) {
        allSettled = all;
        // A copy: those without a file are settled at once.
        List.copyOf(open).forEach(StoredUpload::abandon);
        noteSettled();
    }

    private void settled(StoredUpload upload) {
        open.remove(upload);
        noteSettled();
    }

    private void noteSettled() {
        CompletableFuture<Void> all = allSettled;
        if (all != null && open.isEmpty()) {
            all.complete(null);
        }
    }
}

package io.github.asyncwrap.examples;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.ThrowingRunnable;
import io.vertx.core.streams.ReadStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upload on its way from the socket to the disk. Bytes are collected in a half of the window, and each half that is
 * full is one short call of the store: an upload holds a slot only while it writes, however slow its client is. One half
 * is written while the other is filled; when that is full, too, the source is paused until the write is over.
 *
 * <p>Its calls are strictly one after the other, so the disk sees the bytes in order and removes only what nobody writes
 * any more. What comes next is always decided in {@link #proceed}:
 *
 * <pre>
 * a call is under way, or settled   nothing
 * abandoned                         remove the part, if one may have been made; then it is settled
 * ended                             write the rest and commit; then it is settled
 * a half is full                    write it
 * else                              wait for bytes
 * </pre>
 *
 * <p>All fields belong to the event loop, where the calls' callbacks arrive, too: they need no lock. A half belongs to
 * the store's thread from the submission of its write until the callback, and is not touched here meanwhile.
 */
final class StoredUpload implements UploadTarget.Body {

    private static final Logger LOG = LoggerFactory.getLogger(StoredUpload.class);

    /** The bytes of an upload that are in memory, at most. */
    static final int WINDOW = 64 * 1024;

    private static final int HALF = WINDOW / 2;

    private final StoreFolder.Part part;
    private final AsyncWrapper store;
    private final ReadStream<?> source;
    private final UploadTarget.Owner owner;
    private final Consumer<StoredUpload> onSettled;

    private byte[] filling = new byte[HALF];
    private int filled;
    /** The other half, while it is not being written. */
    private byte @Nullable [] spare;

    private boolean paused;
    private boolean ended;
    private boolean abandoned;
    private boolean begun;
    private boolean busy;
    private boolean settled;

    /**
     * Begins an upload.
     *
     * @param store whose callbacks come on the event loop
     * @param onSettled is told when nothing is left to do
     */
    StoredUpload(
            StoreFolder.Part part,
            AsyncWrapper store,
            ReadStream<?> source,
            UploadTarget.Owner owner,
            Consumer<StoredUpload> onSettled) {
        this.part = part;
        this.store = store;
        this.source = source;
        this.owner = owner;
        this.onSettled = onSettled;
    }

    @Override
    public void add(byte[] bytes) {
        if (abandoned) {
            return;
        }
        // There is room: the source is paused as soon as a chunk might find none.
        System.arraycopy(bytes, 0, filling, filled, bytes.length);
        filled += bytes.length;
        proceed();
        if (isFull() && !paused) {
            paused = true;
            source.pause();
        }
    }

    @Override
    public void end() {
        ended = true;
        proceed();
    }

    @Override
    public void abandon() {
        abandoned = true;
        proceed();
    }

    private void proceed() {
        if (busy || settled) {
            return;
        }
        if (abandoned) {
            if (begun) {
                call(part::discard, this::settle, this::notDiscarded);
            } else {
                settle();
            }
        } else if (ended) {
            ByteBuffer rest = takeHalf();
            call(
                    () -> {
                        part.write(rest);
                        part.commit();
                    },
                    this::committed,
                    this::failed);
        } else if (isFull()) {
            byte[] half = filling;
            ByteBuffer bytes = takeHalf();
            call(() -> part.write(bytes), () -> written(half), this::failed);
        }
    }

    /** Whether the next chunk might not fit. */
    private boolean isFull() {
        return filled + UploadServer.MAX_CHUNK > HALF;
    }

    private ByteBuffer takeHalf() {
        ByteBuffer taken = ByteBuffer.wrap(filling, 0, filled);
        if (!ended) {
            filling = spare == null ? new byte[HALF] : spare;
        }
        spare = null;
        filled = 0;
        return taken;
    }

    private void call(ThrowingRunnable body, Runnable done, Consumer<Throwable> failed) {
        begun = true;
        busy = true;
        AsyncFuture<Void> unused = store.run(body).whenComplete((none, failure) -> {
            busy = false;
            if (failure == null) {
                done.run();
            } else {
                failed.accept(failure);
            }
        });
    }

    private void written(byte[] half) {
        spare = half;
        proceed();
        // Who abandons an upload may have paused the source for reasons of his own.
        if (paused && !abandoned && !isFull()) {
            paused = false;
            source.resume();
        }
    }

    private void committed() {
        settle();
        owner.kept(part.name());
    }

    private void failed(Throwable cause) {
        boolean news = !abandoned;
        abandoned = true;
        proceed();
        if (news) {
            owner.failed(cause);
        }
    }

    private void notDiscarded(Throwable cause) {
        LOG.warn("Cannot remove {} ({}): the next start does", part, UploadException.describe(cause));
        settle();
    }

    private void settle() {
        settled = true;
        onSettled.accept(this);
    }
}

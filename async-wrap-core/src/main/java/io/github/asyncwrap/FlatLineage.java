package io.github.asyncwrap;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a {@link FlatFuture}. Behind it are the call, the calls behind the stage that its body gives, the end of
 * that stage, and the outcome of the future itself; when all four are over it has stopped.
 */
final class FlatLineage extends Lineage {
    private static final int CALL = 0;
    private static final int BEHIND_STAGE = 1;
    private static final int STAGE = 2;
    private static final int OUTCOME = 3;

    private final CompletableFuture<@Nullable Void> news = new CompletableFuture<>();

    /** Written by the thread of the body. */
    private volatile boolean given;

    FlatLineage(Call<?> call) {
        super(call.ownSetting(), false, 4);
        Behind body = Objects.requireNonNull(Behind.observed(call));
        put(CALL, body);
        CompletableFuture<?> unused = AsyncFuture.whenSettled(body.end(), this::bodyIsOff);
    }

    /** The body has given a stage; on its thread, once. */
    void given(CompletionStage<?> stage) {
        given = true;
        Behind behind = Behind.observed(stage);
        if (behind == null) {
            empty(BEHIND_STAGE);
        } else {
            put(BEHIND_STAGE, behind);
        }
        news.complete(null);
    }

    private void bodyIsOff() {
        if (!given) { // and never will
            empty(BEHIND_STAGE);
            empty(STAGE);
            news.complete(null);
        }
    }

    /** The stage that was given is over, and what it came to can be read. */
    void stageEnded() {
        empty(STAGE);
    }

    /** The future has an outcome. */
    void settled() {
        empty(OUTCOME);
    }

    /** Until there is a stage, or it is sure that there will be none, one may come that a waiting body can help. */
    @Override
    public @Nullable CompletableFuture<?> news() {
        return news.isDone() ? null : news;
    }
}

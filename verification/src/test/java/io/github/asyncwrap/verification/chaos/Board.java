package io.github.asyncwrap.verification.chaos;

import java.util.Random;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Some of the producers' latest calls, for whoever wants to meddle with somebody else's. */
final class Board {
    private static final int PLACES = 64;

    private final AtomicReferenceArray<@Nullable Attempt> attempts = new AtomicReferenceArray<>(PLACES);

    void put(Attempt attempt, Random random) {
        attempts.set(random.nextInt(PLACES), attempt);
    }

    @Nullable
    Attempt any(Random random) {
        return attempts.get(random.nextInt(PLACES));
    }
}

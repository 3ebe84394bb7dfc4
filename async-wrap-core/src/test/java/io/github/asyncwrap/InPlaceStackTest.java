package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** White box, race 28: a body is run in place only if there is stack for all that belongs to that. */
@SuppressWarnings("InfiniteRecursion") // it ends with the stack
class InPlaceStackTest {
    private static final long STACK_BYTES = 512 * 1024;

    /** So many frames, interpreted ones of the smallest kind, must fit when the check has passed; 27 KB. */
    private static final int ROOM = 250;

    /** Compiled frames are far smaller than interpreted ones, so the check must have been compiled before. */
    @Test
    void requireStack_passesWhereverItIsCompiled_onlyWithRoomToGoOn() throws Exception {
        for (int i = 0; i < 50_000; i++) {
            InPlace.requireStack();
        }
        FutureTask<Integer> test = new FutureTask<>(this::roomWhereItPassesLast);
        new Thread(null, test, "shallow", STACK_BYTES).start();
        assertThat(test.get()).isGreaterThanOrEqualTo(ROOM);
    }

    /** Goes down until the check fails, and looks one step above how many frames fit. */
    private int roomWhereItPassesLast() {
        try {
            InPlace.requireStack();
        } catch (StackOverflowError full) {
            return -1;
        }
        int below = roomWhereItPassesLast();
        return below < 0 ? room(0) : below;
    }

    private int room(int used) {
        try {
            return room(used + 1);
        } catch (StackOverflowError full) {
            return used;
        }
    }
}

package io.github.asyncwrap.verification;

import io.github.asyncwrap.AsyncWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Plays a scenario with one seed after another; a failure names its seed. {@code -Dbridges.seeds=…} says how many each
 * test plays, {@code -Dbridges.seed=…} which is the first.
 */
public final class Seeds {
    private static final int SEEDS = Integer.getInteger("bridges.seeds", 150);
    private static final long FIRST = Long.getLong("bridges.seed", 1);
    private static final long PATIENCE_SECONDS = 20;

    /** What is to happen with one seed; it may throw, and must not hang. */
    public interface Scenario {
        void play(Random random, AsyncWrapper wrapper) throws Exception;
    }

    private Seeds() {}

    public static void each(Scenario scenario) throws Exception {
        List<AsyncWrapper> wrappers = new ArrayList<>();
        Carried.available().forEach(carried -> wrappers.add(carried.wrapper(2)));
        ExecutorService player = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "player");
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
                Random random = new Random(seed * 0x9E3779B97F4A7C15L);
                AsyncWrapper wrapper = wrappers.get((int) Math.floorMod(seed, (long) wrappers.size()));
                Future<?> played = player.submit(() -> {
                    scenario.play(random, wrapper);
                    return null;
                });
                try {
                    played.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                } catch (ExecutionException failed) {
                    throw new AssertionError("bridges.seed=" + seed + " on " + wrapper, failed.getCause());
                } catch (TimeoutException hangs) {
                    throw new AssertionError(
                            "bridges.seed=" + seed + " on " + wrapper + " hangs: " + wrapper.runningCalls(), hangs);
                }
            }
        } finally {
            player.shutdownNow();
            wrappers.forEach(AsyncWrapper::close);
        }
    }
}

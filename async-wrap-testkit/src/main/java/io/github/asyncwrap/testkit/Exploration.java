package io.github.asyncwrap.testkit;

import java.util.Objects;

/** Plays a scenario with one seed after another. */
final class Exploration {
    private final long firstSeed;
    private final int seeds;
    private final DeterministicCarrier.Scenario scenario;

    private Exploration(long firstSeed, int seeds, DeterministicCarrier.Scenario scenario) {
        this.firstSeed = firstSeed;
        this.seeds = seeds;
        this.scenario = scenario;
    }

    static Exploration of(long firstSeed, int seeds, DeterministicCarrier.Scenario scenario) {
        Objects.requireNonNull(scenario, "scenario");
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds must be at least 1, but was " + seeds);
        }
        return new Exploration(firstSeed, seeds, scenario);
    }

    void play() {
        for (int i = 0; i < seeds; i++) {
            play(firstSeed + i);
        }
    }

    private void play(long seed) {
        DeterministicCarrier carrier = DeterministicCarrier.step(seed);
        try {
            scenario.play(carrier);
            int unused = carrier.runAll();
        } catch (Throwable failure) {
            throw new AssertionError(
                    failure + "\nwith seed " + seed + ", which explore(" + seed + ", 1, …) plays alone. "
                            + carrier.report(),
                    failure);
        }
        if (carrier.waitingTasks() > 0) {
            throw new AssertionError("the scenario has ended, and tasks still wait, with seed " + seed
                    + ", which explore(" + seed + ", 1, …) plays alone: release, cancel or close what it began. "
                    + carrier.report());
        }
    }
}

package io.github.asyncwrap.verification.conformance;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** The functions that a CompletionStage takes, each in three modes, and what the Javadoc says of them. */
enum Family {
    THEN_APPLY("thenApply", Function.class, RunsOn.VALUE, Gives.ITS_RESULT),
    THEN_ACCEPT("thenAccept", Consumer.class, RunsOn.VALUE, Gives.NULL),
    THEN_RUN("thenRun", Runnable.class, RunsOn.VALUE, Gives.NULL),
    THEN_COMPOSE("thenCompose", Function.class, RunsOn.VALUE, Gives.ITS_STAGE),
    HANDLE("handle", BiFunction.class, RunsOn.ANY, Gives.ITS_RESULT),
    WHEN_COMPLETE("whenComplete", BiConsumer.class, RunsOn.ANY, Gives.THE_SOURCE),
    EXCEPTIONALLY("exceptionally", Function.class, RunsOn.FAILURE, Gives.ITS_RESULT),
    EXCEPTIONALLY_COMPOSE("exceptionallyCompose", Function.class, RunsOn.FAILURE, Gives.ITS_STAGE),
    THEN_COMBINE("thenCombine", BiFunction.class, RunsOn.BOTH, Gives.ITS_RESULT),
    THEN_ACCEPT_BOTH("thenAcceptBoth", BiConsumer.class, RunsOn.BOTH, Gives.NULL),
    RUN_AFTER_BOTH("runAfterBoth", Runnable.class, RunsOn.BOTH, Gives.NULL),
    APPLY_TO_EITHER("applyToEither", Function.class, RunsOn.EITHER, Gives.ITS_RESULT),
    ACCEPT_EITHER("acceptEither", Consumer.class, RunsOn.EITHER, Gives.NULL),
    RUN_AFTER_EITHER("runAfterEither", Runnable.class, RunsOn.EITHER, Gives.NULL);

    /** When the function runs: on which ending of one source, or on values of how many of two. */
    enum RunsOn {
        VALUE,
        FAILURE,
        ANY,
        BOTH,
        EITHER
    }

    /** What the stage gives after its function has returned. */
    enum Gives {
        ITS_RESULT,
        ITS_STAGE,
        NULL,
        THE_SOURCE
    }

    final String method;
    final Class<?> function;
    final RunsOn runsOn;
    final Gives gives;

    Family(String method, Class<?> function, RunsOn runsOn, Gives gives) {
        this.method = method;
        this.function = function;
        this.runsOn = runsOn;
        this.gives = gives;
    }

    boolean hasTwoSources() {
        return runsOn == RunsOn.BOTH || runsOn == RunsOn.EITHER;
    }
}

package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.OutcomeKind;
import java.util.Locale;

/** How a call ended, for a timeline. */
record Ending(String text, String colour) {
    static final Ending NONE = new Ending("goes on", "#4477aa");

    static Ending of(OutcomeKind kind) {
        return new Ending(words(kind), kind == OutcomeKind.SUCCEEDED ? "#228833" : "#cc3311");
    }

    static Ending of(Reason reason) {
        return new Ending("rejected, " + words(reason), "#cc3311");
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

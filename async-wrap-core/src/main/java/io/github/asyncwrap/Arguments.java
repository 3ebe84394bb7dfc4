package io.github.asyncwrap;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Objects;

/** What is asked of arguments that occur in several places. */
final class Arguments {
    private Arguments() {}

    static String name(String what, String name) {
        Objects.requireNonNull(name, what);
        checkArgument(!name.isBlank(), "%s must not be blank, was '%s'", what, name);
        return name;
    }

    static int limit(String what, int limit) {
        checkArgument(limit >= 1, "%s must be at least 1, was %s", what, limit);
        return limit;
    }

    static int maxPending(String what, int maxPending) {
        checkArgument(maxPending >= 0, "%s must not be negative, was %s", what, maxPending);
        return maxPending;
    }
}

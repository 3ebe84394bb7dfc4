package io.github.asyncwrap.verification;

import io.github.asyncwrap.AsyncWrapperBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One way to play a scenario: how calls come in, and what they run on.
 *
 * @param listened whether a listener hears it all; the engine takes shorter ways without one
 */
record Way(Entry entry, Ground ground, boolean listened) {

    /** The product; each entry and each ground is played with and without a listener. */
    static List<Way> all() {
        List<Way> ways = new ArrayList<>();
        boolean first = false;
        for (Entry entry : Entry.values()) {
            boolean listened = first;
            for (Ground ground : Ground.all()) {
                ways.add(new Way(entry, ground, listened));
                listened = !listened;
            }
            first = !first;
        }
        return ways;
    }

    Play play(int limit) {
        return play(limit, options -> options);
    }

    Play play(int limit, UnaryOperator<AsyncWrapperBuilder> options) {
        return new Play(this, limit, options);
    }

    @Override
    public String toString() {
        return entry + " on " + ground + (listened ? ", listened to" : "");
    }
}

package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.AsyncWrapper;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link Identities} for an event loop: hashing keeps a processor busy for tenths of a second and a disk takes its time,
 * so each goes through a door of its own. Meanwhile the loop serves the others. All outcomes come on the event loop.
 */
final class ChatAccounts {
    private final Identities identities;
    private final PasswordHasher hasher;
    private final AsyncWrapper passwords;
    private final AsyncWrapper disk;

    /**
     * Doors to identities.
     *
     * @param passwords what hashes; refuses when too many wait, so that a flood of log-ins cannot pile up
     * @param disk what writes
     */
    ChatAccounts(Identities identities, PasswordHasher hasher, AsyncWrapper passwords, AsyncWrapper disk) {
        this.identities = identities;
        this.hasher = hasher;
        this.passwords = passwords;
        this.disk = disk;
    }

    /** For an early answer; what counts is what {@link #register} says in the end. */
    boolean isTaken(String name) {
        return identities.isTaken(name);
    }

    /** Makes an account; gives the name, or null if it is taken. */
    CompletionStage<@Nullable String> register(String name, String password) {
        return passwords
                .call(() -> hasher.hash(password))
                .thenCompose(hash -> disk.call(() -> identities.add(name, hash) ? name : null));
    }

    /** Checks a password; gives the name as it was registered, or null if one of the two is wrong. */
    CompletionStage<@Nullable String> verify(String name, String password) {
        return passwords.call(() -> identities.verify(name, password));
    }

    int size() {
        return identities.size();
    }

    /** Removes all accounts; gives how many. */
    CompletionStage<Integer> clear() {
        return disk.call(identities::clear);
    }
}

package io.github.asyncwrap.examples.lesson.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a chat server is given.
 *
 * @param folder where it keeps accounts and history, or null for nowhere
 * @param hasher of passwords
 * @param logInTime how long a client may take to log in
 * @param maxConnections how many there may be at once
 * @param complaints is told, on a thread of its own, what went wrong that no client can be told: one line; if it is slow some are lost
 */
record ChatSettings(
        @Nullable Path folder,
        PasswordHasher hasher,
        Duration logInTime,
        int maxConnections,
        Consumer<String> complaints) {

    /** The usual ones. */
    static ChatSettings of(@Nullable Path folder, Consumer<String> complaints) {
        return new ChatSettings(folder, new Pbkdf2(Pbkdf2.ROUNDS), Duration.ofMinutes(2), 256, complaints);
    }

    ChatSettings with(PasswordHasher otherHasher) {
        return new ChatSettings(folder, otherHasher, logInTime, maxConnections, complaints);
    }

    ChatSettings within(Duration otherLogInTime) {
        return new ChatSettings(folder, hasher, otherLogInTime, maxConnections, complaints);
    }

    ChatSettings atMost(int otherMaxConnections) {
        return new ChatSettings(folder, hasher, logInTime, otherMaxConnections, complaints);
    }
}

package io.github.asyncwrap.examples.lesson.net;

/**
 * Makes of a password what may be kept: something that tells whether a password is the same, and from which nobody gets
 * the password back. Slow on purpose, for whoever steals the file and guesses. Safe for any thread, and blocks it.
 */
interface PasswordHasher {

    /** The hash of a password, with all that it takes to compute it again. Different each time. */
    String hash(String password);

    /** Whether a hash is that of a password. Takes as long if it is as if it is not. */
    boolean matches(String password, String hash);

    /** A hash that no password has: to spend the same time on a name that does not exist. Quick. */
    String decoy();
}

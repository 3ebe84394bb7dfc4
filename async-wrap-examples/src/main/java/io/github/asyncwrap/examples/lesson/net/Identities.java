package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is registered: names, and the hashes of their passwords. Plain blocking code, safe for any thread: that it is called
 * from an event loop is the business of {@link ChatAccounts}. Who only asks does not wait for who writes. Names that differ
 * in capitals alone are the same.
 */
final class Identities {
    /** Plain letters only: what looks like another's name must be it. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{1,19}");

    static final String NAME_RULE = "A name has 2 to 20 letters (a to z), digits, _ or -, the first a letter.";

    private final RecordStore store;
    private final PasswordHasher hasher;
    private final String decoy;
    private final Map<String, Identity> byKey = new ConcurrentHashMap<>();

    private record Identity(String name, String hash) {}

    /**
     * Those of a store.
     *
     * @throws IOException if they cannot be read
     */
    Identities(RecordStore store, PasswordHasher hasher) throws IOException {
        this.store = store;
        this.hasher = hasher;
        this.decoy = hasher.decoy();
        List<String> records = store.load();
        for (String entry : records) {
            String[] nameAndHash = entry.split(" ", 2);
            if (nameAndHash.length != 2 || !isName(nameAndHash[0])) {
                throw new LessonException("'" + nameAndHash[0] + "' in the file of identities is not a name");
            }
            byKey.put(key(nameAndHash[0]), new Identity(nameAndHash[0], nameAndHash[1]));
        }
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** What names that count as the same have in common. */
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    boolean isTaken(String name) {
        return byKey.containsKey(key(name));
    }

    /**
     * Adds one; when this returns it is on the disk.
     *
     * @return whether the name was free
     */
    synchronized boolean add(String name, String hash) throws IOException {
        if (isTaken(name)) {
            return false;
        }
        store.append(name + " " + hash); // first: whoever is told that the account is there must find it again
        byKey.put(key(name), new Identity(name, hash));
        return true;
    }

    /**
     * Checks a password, which takes long.
     *
     * @return the name as it was registered, or null if there is none such or the password is another
     */
    @Nullable
    String verify(String name, String password) {
        Identity identity = byKey.get(key(name));
        boolean matches = hasher.matches(password, identity == null ? decoy : identity.hash);
        return identity != null && matches ? identity.name : null;
    }

    int size() {
        return byKey.size();
    }

    /**
     * Removes all.
     *
     * @return how many there were
     */
    synchronized int clear() throws IOException {
        int size = byKey.size();
        store.replace(List.of());
        byKey.clear();
        return size;
    }
}

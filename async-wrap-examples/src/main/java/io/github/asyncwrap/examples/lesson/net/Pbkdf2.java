package io.github.asyncwrap.examples.lesson.net;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 with HMAC-SHA-256, which the JDK has. A hash reads {@code pbkdf2-sha256$ROUNDS$SALT$KEY}: the rounds and the salt
 * are kept with it, so hashes of former times are still understood when there are more rounds some day.
 */
final class Pbkdf2 implements PasswordHasher {
    /** What is advised at the time of writing: a few tenths of a second. */
    static final int ROUNDS = 600_000;

    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final Pattern HASH =
            Pattern.compile("pbkdf2-sha256\\$([1-9][0-9]{0,7})\\$([A-Za-z0-9+/]+=*)\\$([A-Za-z0-9+/]+=*)");

    private final int rounds;
    private final SecureRandom random = new SecureRandom();

    /**
     * One for new hashes of so many rounds.
     *
     * @param rounds the more, the slower for those who guess, and for the server
     */
    Pbkdf2(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public String hash(String password) {
        byte[] salt = randomBytes(SALT_BYTES);
        return format(salt, key(password, salt, rounds));
    }

    @Override
    public boolean matches(String password, String hash) {
        Matcher parts = HASH.matcher(hash);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a hash of a password"); // and it is told to nobody
        }
        byte[] key = key(password, bytes(parts.group(2)), Integer.parseInt(parts.group(1)));
        // Not Arrays.equals: that ends at the first byte which differs, and a clock would tell which.
        return MessageDigest.isEqual(key, bytes(parts.group(3)));
    }

    @Override
    public String decoy() {
        return format(randomBytes(SALT_BYTES), randomBytes(KEY_BYTES));
    }

    private String format(byte[] salt, byte[] key) {
        Base64.Encoder base64 = Base64.getEncoder();
        return "pbkdf2-sha256$" + rounds + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(key);
    }

    private byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] key(String password, byte[] salt, int rounds) {
        // One keyboard sends an accent with its letter, another one after it: the same password.
        char[] characters = Normalizer.normalize(password, Normalizer.Form.NFC).toCharArray();
        PBEKeySpec spec = new PBEKeySpec(characters, salt, rounds, KEY_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        } finally {
            spec.clearPassword();
        }
    }
}

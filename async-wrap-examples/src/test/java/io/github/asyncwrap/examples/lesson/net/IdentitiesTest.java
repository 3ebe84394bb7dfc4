package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, and passwords that nobody can read. */
class IdentitiesTest {
    private final PasswordHasher hasher = new Pbkdf2(2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ab", "Ada", "a-b_c9", "abcdefghijklmnopqrst"})
    void name_ofPlainLetters_isOne(String name) {
        assertThat(Identities.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "9ab", "-ab", "* ada", "ada:", "ad\u00e0", "\u0430da", "a b", "abcdefghijklmnopqrstu"})
    void name_thatCouldBeTakenForAnother_isNone(String name) {
        assertThat(Identities.isName(name)).isFalse();
    }

    @Test
    void password_isKnownAfterARestart_andNoOtherIs() throws IOException {
        Identities identities = identities();
        assertThat(identities.add("Ada", hasher.hash("swordfish"))).isTrue();
        for (Identities each : List.of(identities, identities())) {
            assertThat(each.verify("Ada", "swordfish")).isEqualTo("Ada");
            assertThat(each.verify("aDA", "swordfish")).isEqualTo("Ada");
            assertThat(each.verify("Ada", "Swordfish")).isNull();
            assertThat(each.verify("Ada", "")).isNull();
            assertThat(each.verify("bob", "swordfish")).isNull();
            assertThat(each.size()).isEqualTo(1);
        }
    }

    @Test
    void file_hasNoPassword_andEqualPasswordsLookDifferent() throws IOException {
        Identities identities = identities();
        identities.add("ada", hasher.hash("swordfish"));
        identities.add("bob", hasher.hash("swordfish"));
        List<String> lines = Files.readAllLines(folder.resolve("identities"));
        assertThat(lines).hasSize(2).allMatch(line -> line.contains(" pbkdf2-sha256$2$"));
        assertThat(String.join("", lines)).doesNotContain("swordfish");
        assertThat(lines.get(0).split("\\$", -1)[3]).isNotEqualTo(lines.get(1).split("\\$", -1)[3]);
    }

    @Test
    void nameThatIsTaken_isRefused_andKeepsItsPassword() throws IOException {
        Identities identities = identities();
        identities.add("ada", hasher.hash("swordfish"));
        assertThat(identities.add("ADA", hasher.hash("another1"))).isFalse();
        assertThat(identities.verify("ada", "another1")).isNull();
        assertThat(identities().size()).isEqualTo(1);
    }

    @Test
    void nameThatManyWant_isGivenOnce() throws Exception {
        Identities identities = identities();
        int many = 8;
        CyclicBarrier together = new CyclicBarrier(many);
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            List<CompletableFuture<Boolean>> added = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                String hash = hasher.hash("swordfish" + i);
                added.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                together.await();
                                return identities.add("ada", hash);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        threads));
            }
            assertThat(added.stream().filter(CompletableFuture::join)).hasSize(1);
        } finally {
            threads.shutdown();
        }
        assertThat(identities().size()).isEqualTo(1);
    }

    @Test
    void nameThatIsNotThere_costsAHashToo() throws IOException {
        List<String> checked = new ArrayList<>();
        Identities identities = new Identities(RecordStore.NOWHERE, new PasswordHasher() {
            @Override
            public String hash(String password) {
                return hasher.hash(password);
            }

            @Override
            public boolean matches(String password, String hash) {
                checked.add(hash);
                return true; // even then nobody may come in
            }

            @Override
            public String decoy() {
                return "decoy";
            }
        });
        assertThat(identities.verify("nobody", "swordfish")).isNull();
        assertThat(checked).containsExactly("decoy");
    }

    @Test
    void decoy_hasNoPassword_andIsReadAsAnyHash() {
        assertThat(hasher.matches("", hasher.decoy())).isFalse();
        assertThat(hasher.decoy()).hasSameSizeAs(hasher.hash("swordfish"));
    }

    @Test
    void accountThatCannotBeWritten_isNotThere() throws IOException {
        Identities identities = identities();
        Path file = Files.createDirectory(folder.resolve("identities")); // in the way
        assertThatThrownBy(() -> identities.add("ada", hasher.hash("swordfish")))
                .isInstanceOf(IOException.class);
        assertThat(identities.isTaken("ada")).isFalse();
        Files.delete(file);
        assertThat(identities.add("ada", hasher.hash("swordfish"))).isTrue();
        assertThat(identities().verify("ada", "swordfish")).isEqualTo("ada");
    }

    @Test
    void cleared_areGone_alsoAfterARestart() throws IOException {
        Identities identities = identities();
        identities.add("ada", hasher.hash("swordfish"));
        assertThat(identities.clear()).isEqualTo(1);
        assertThat(identities.verify("ada", "swordfish")).isNull();
        assertThat(identities().size()).isZero();
    }

    @Test
    void recordThatIsNoIdentity_isRefused() throws IOException {
        new RecordFile(folder.resolve("identities")).append("* hash");
        assertThatThrownBy(this::identities).isInstanceOf(LessonException.class).hasMessageContaining("'*'");
    }

    /** The values of RFC 7914, section 11: ours is what everybody means by PBKDF2. */
    @Test
    void hash_isThatOfTheStandard() {
        String key = "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "a783"; // more of it, as a mistake in the length would be seen
        assertThat(hasher.matches("passwd", hash(1, "salt", key.substring(0, 64))))
                .isTrue();
        assertThat(hasher.matches("passwd", hash(1, "salt", key))).isFalse();
        assertThat(hasher.matches("passwd", hash(2, "salt", key.substring(0, 64))))
                .isFalse();
        assertThat(hasher.matches("passwd", hash(1, "salz", key.substring(0, 64))))
                .isFalse();
    }

    @Test
    void hashOfOtherRounds_isUnderstood() {
        String old = new Pbkdf2(1).hash("swordfish");
        assertThat(new Pbkdf2(3).matches("swordfish", old)).isTrue();
    }

    @Test
    void accent_isTheSameWhicheverWayItIsTyped() {
        assertThat(hasher.matches("caf\u00e9-noir", hasher.hash("cafe\u0301-noir")))
                .isTrue();
    }

    @Test
    void whatIsNoHash_isToldWithoutShowingIt() {
        Stream.of("", "secret", "pbkdf2-sha256$0$AAAA$AAAA", "pbkdf2-sha256$999999999$AAAA$AAAA")
                .forEach(hash -> assertThatThrownBy(() -> hasher.matches("swordfish", hash))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("not a hash of a password"));
    }

    private static String hash(int rounds, String salt, String hexKey) {
        Base64.Encoder base64 = Base64.getEncoder();
        return "pbkdf2-sha256$" + rounds + "$"
                + base64.encodeToString(salt.getBytes(StandardCharsets.US_ASCII)) + "$"
                + base64.encodeToString(HexFormat.of().parseHex(hexKey));
    }

    private Identities identities() throws IOException {
        return new Identities(store(), hasher);
    }

    private RecordStore store() {
        return new RecordFile(folder.resolve("identities"));
    }
}

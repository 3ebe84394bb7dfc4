package io.github.asyncwrap.verification.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That twins do not rot. Whether their tests fail is looked at by {@link BrokenTwinsTest}, which takes longer. */
class TwinsTest {
    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.verification.twins.Twin#all")
    void twin_asTheCoreIsNow_fitsAndCompiles(Twin twin, @TempDir Path classes) {
        assertThatCode(() -> Workshop.make(twin, classes)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.verification.twins.Twin#all")
    void twin_asTheTestsAreNow_namesOneThatIsThere(Twin twin) throws IOException {
        assertThat(twin.harness().knows(twin.test())).as(twin.test()).isTrue();
    }

    @Test
    void twin_whoseTextIsNotThere_isRefused(@TempDir Path classes) {
        Twin twin = twin("--- find", "this is nowhere", "--- replace", "--- end");
        assertThatThrownBy(() -> Workshop.make(twin, classes)).hasMessageContaining("it is not there");
    }

    @Test
    void twin_whoseTextIsThereTwice_isRefused(@TempDir Path classes) {
        Twin twin = twin("--- find", "lock.lock();", "--- replace", "--- end");
        assertThatThrownBy(() -> Workshop.make(twin, classes)).hasMessageContaining("more than once");
    }

    @Test
    void twin_withoutAnEnd_isRefused() {
        assertThatThrownBy(() -> twin("--- find", "lock.lock();", "--- replace"))
                .hasMessageContaining("has no edit that ends");
    }

    private static Twin twin(String... edit) {
        List<String> lines = new ArrayList<>(
                List.of("race: 0", "bug: None.", "jcstress: .*", "file: io/github/asyncwrap/Door.java"));
        lines.addAll(List.of(edit));
        return Twin.parse("made-up", lines);
    }
}

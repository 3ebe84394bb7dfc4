package io.github.asyncwrap.verification.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
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
}

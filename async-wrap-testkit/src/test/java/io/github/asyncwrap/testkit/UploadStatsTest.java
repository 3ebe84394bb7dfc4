package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadStatsTest {

    private static final String MD5 = "0123456789abcdef0123456789abcdef";
    private static final String JSON =
            "{\"bytes\":1306,\"count\":2,\"min\":282,\"max\":1024,\"requests\":7,\"md5\":\"" + MD5 + "\"}";

    @Test
    void toJson_anyValue_hasTheComponentsInOrder() {
        assertThat(new UploadStats(1306, 2, 282, 1024, 7, MD5).toJson()).isEqualTo(JSON);
    }

    @Test
    void fromJson_ownJson_givesTheSameValue() {
        UploadStats stats = new UploadStats(Long.MAX_VALUE, 3, 0, Long.MAX_VALUE, 1, MD5);

        assertThat(UploadStats.fromJson(stats.toJson())).isEqualTo(stats);
    }

    @Test
    void fromJson_otherOrderSpacesAndMoreProperties_areAccepted() {
        assertThat(UploadStats.fromJson(" { \"md5\" : \"" + MD5 + "\", \"more\": [1], \"requests\":7, \"max\":1024,\n"
                        + " \"min\":282, \"count\":2, \"bytes\":1306 } "))
                .isEqualTo(new UploadStats(1306, 2, 282, 1024, 7, MD5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Pong",
                "null",
                "[]",
                "{}",
                "17",
                "{\"bytes\":1,\"count\":1,\"min\":1,\"max\":1,\"md5\":\"" + MD5 + "\"}",
                "{\"bytes\":1,\"count\":1,\"min\":1,\"max\":1,\"requests\":1,\"md5\":null}",
                "{\"bytes\":null,\"count\":1,\"min\":1,\"max\":1,\"requests\":1,\"md5\":\"" + MD5 + "\"}",
                "{\"bytes\":\"1\",\"count\":1,\"min\":1,\"max\":1,\"requests\":1,\"md5\":\"" + MD5 + "\"}",
                "{\"bytes\":1.5,\"count\":1,\"min\":1,\"max\":1,\"requests\":1,\"md5\":\"" + MD5 + "\"}",
                "{\"bytes\":-1,\"count\":1,\"min\":1,\"max\":1,\"requests\":1,\"md5\":\"" + MD5 + "\"}",
                "{\"bytes\":1,\"count\":1,\"min\":1,\"max\":1,\"requests\":1,\"md5\":\"none\"}",
                JSON + JSON
            })
    void fromJson_notAnAnswer_isRefusedWithTheText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UploadStats.fromJson(text))
                .withMessageStartingWith("not the answer of an upload server (")
                .withMessageContaining(text.substring(0, Math.min(text.length(), 200)));
    }

    @Test
    void fromJson_longText_isQuotedInPart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UploadStats.fromJson("<html>" + "x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    @Test
    void fromJson_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> UploadStats.fromJson(nullText()));
    }

    @SuppressWarnings("NullAway") // what a caller without null checks may pass
    private static String nullText() {
        return null;
    }

    @Test
    void newValue_impossibleNumbers_areRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UploadStats(1, -2, 1, 1, 1, MD5))
                .withMessage("count must not be negative: -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UploadStats(1, 1, 2, 1, 1, MD5))
                .withMessage("min must not be above max: min=2, max=1");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new UploadStats(1, 1, 1, 1, 1, MD5.toUpperCase(Locale.ROOT)))
                .withMessageStartingWith("md5 must be 32 lower-case hexadecimal digits: ");
    }
}

package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records in a file, however a run ends. */
class RecordFileTest {
    private static final List<String> RECORDS = List.of("ada 1", "", "b\u00f6b \u20ac\ud83d\ude00 2", "carl");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("records");
    }

    @Test
    void noFile_isNoRecords_andMakesNone() throws IOException {
        assertThat(load()).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void appended_isLoadedInOrder() throws IOException {
        write(RECORDS);
        assertThat(load()).isEqualTo(RECORDS);
    }

    @Test
    void cutAtEveryByte_keepsEveryWholeRecord_andTakesMore() throws IOException {
        write(RECORDS);
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            List<String> kept = RECORDS.subList(0, newlines(whole, cut));
            RecordFile records = new RecordFile(file);
            assertThat(records.load()).as("cut at %d", cut).isEqualTo(kept);
            records.append("dave");
            assertThat(load()).as("cut at %d", cut).containsAll(kept).last().isEqualTo("dave");
            assertThat(load()).hasSize(kept.size() + 1);
        }
    }

    @Test
    void writeThatBrokeOff_isOverwritten_byTheNextInTheSameRun() throws IOException {
        RecordFile records = new RecordFile(file);
        records.load();
        records.append("ada");
        Files.writeString(file, "0123 half of a record that is longer than the next", StandardOpenOption.APPEND);
        records.append("bob");
        assertThat(load()).containsExactly("ada", "bob");
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void everyByteChanged_neverGivesWhatWasNotWritten() throws IOException {
        write(RECORDS);
        byte[] whole = Files.readAllBytes(file);
        int last = whole.length - "12345678 carl\n".length();
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            if (at < last - 1) {
                assertThatThrownBy(this::load)
                        .as("byte %d", at)
                        .isInstanceOf(LessonException.class)
                        .hasMessageContainingAll(file.toString(), "damaged");
            } else {
                // The last record, or the end of the one before: nothing whole follows, as after a crash.
                assertThat(load()).as("byte %d", at).isEqualTo(RECORDS.subList(0, at < last ? 2 : 3));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad\nbad\n", "bad\nhalf"})
    void moreBadLinesThanACrashLeaves_areDamage_andStay(String bad) throws IOException {
        write(RECORDS);
        Files.writeString(file, bad, StandardOpenOption.APPEND);
        byte[] whole = Files.readAllBytes(file);
        assertThatThrownBy(this::load).isInstanceOf(LessonException.class).hasMessageContaining("damaged");
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void fileWhoseLineEndsAnEditorHasChanged_isDamaged_notEmpty() throws IOException {
        write(RECORDS);
        Files.writeString(file, Files.readString(file).replace("\n", "\r\n"));
        assertThatThrownBy(this::load)
                .isInstanceOf(LessonException.class)
                .hasMessageContainingAll(file.toString(), "damaged", "byte 0 ");
    }

    @Test
    void replaced_isAllThereIs_andTakesMore() throws IOException {
        RecordFile records = write(RECORDS);
        records.replace(List.of("eve"));
        records.append("fay");
        assertThat(load()).containsExactly("eve", "fay");
        records.replace(List.of());
        assertThat(load()).isEmpty();
    }

    @Test
    void crashWhileReplacing_leavesTheOldOnes_andNoOtherFile() throws IOException {
        write(RECORDS);
        Path temporary = folder.resolve(".records.tmp");
        Files.writeString(temporary, "half of what was to be written");
        assertThat(load()).isEqualTo(RECORDS);
        assertThat(temporary).doesNotExist();
    }

    @Test
    void crashOfAnotherWhileThisReplaces_isNotInTheWay() throws IOException {
        RecordFile records = write(RECORDS);
        Files.writeString(folder.resolve(".records.tmp"), "left");
        records.replace(List.of("eve"));
        assertThat(load()).containsExactly("eve");
    }

    @Test
    void fileThatSomebodyHasCut_isNotFilledWithNothing() throws IOException {
        RecordFile records = write(RECORDS);
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> records.append("dave"))
                .isInstanceOf(LessonException.class)
                .hasMessageContaining("shorter");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such permissions")
    void file_isForItsOwnerAlone() throws IOException {
        RecordFile records = write(RECORDS);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        records.replace(RECORDS);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void folderThatIsMissing_isAnError() {
        RecordFile records = new RecordFile(folder.resolve("missing/records"));
        assertThatThrownBy(() -> records.append("ada")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> records.replace(RECORDS)).isInstanceOf(IOException.class);
    }

    private RecordFile write(List<String> all) throws IOException {
        RecordFile records = new RecordFile(file);
        records.load();
        for (String entry : all) {
            records.append(entry);
        }
        return records;
    }

    private List<String> load() throws IOException {
        return new RecordFile(file).load();
    }

    private static int newlines(byte[] bytes, int end) {
        return (int) new String(bytes, 0, end, StandardCharsets.ISO_8859_1)
                .chars()
                .filter(next -> next == '\n')
                .count();
    }
}

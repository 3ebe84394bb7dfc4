package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskFolderTest {

    private static final String NAME = "upload-20261121T190439123456-0f1e2d3c4b5a6978.bin";

    @TempDir
    private Path temp;

    @Test
    void folder_thatIsMissing_isMadeWithThoseAboveIt() throws Exception {
        Path folder = temp.resolve("a/b/c");
        DiskFolder.open(folder).close();
        assertThat(folder).isDirectory();
    }

    @Test
    void folder_thatIsAFile_isAnErrorThatSaysSo() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> DiskFolder.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot store uploads in " + file + ": it is not a directory");
        assertThatThrownBy(() -> DiskFolder.open(file.resolve("below")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot store uploads in " + file.resolve("below") + ": ");
    }

    @Test
    void folder_inUse_isAnErrorUntilItIsClosed() throws Exception {
        DiskFolder first = DiskFolder.open(temp);
        assertThatThrownBy(() -> DiskFolder.open(temp))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot store uploads in " + temp + ": another server stores its uploads there");
        first.close();
        DiskFolder.open(temp).close();
    }

    @Test
    void leftovers_areRemovedAtTheStartAndNothingElse() throws Exception {
        List<String> strangers = List.of(
                NAME,
                "." + NAME,
                NAME + ".part",
                "." + NAME + ".part.bak",
                "x." + NAME + ".part",
                ".upload-1-0f1e2d3c4b5a6978.bin.part",
                ".upload-20261121T190439123456-0F1E2D3C4B5A6978.bin.part",
                ".mine.part");
        for (String name : strangers) {
            Files.createFile(temp.resolve(name));
        }
        Files.createFile(temp.resolve("." + NAME + ".part"));
        Path folder = Files.createDirectory(temp.resolve(UploadNames.part(NAME.replace('6', '7'))));
        DiskFolder.open(temp).close();
        assertThat(TestFolder.files(temp))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                strangers.stream(),
                                Stream.of(folder.getFileName().toString()))
                        .toList());
    }

    @Test
    void part_isHiddenUntilItIsCommitted() throws Exception {
        DiskPart part = new DiskPart(temp, NAME);
        part.write(ByteBuffer.wrap(new byte[] {1, 2}));
        part.write(ByteBuffer.wrap(new byte[] {3}));
        assertThat(TestFolder.files(temp)).containsExactly("." + NAME + ".part");
        part.commit();
        assertThat(TestFolder.files(temp)).containsExactly(NAME);
        assertThat(temp.resolve(NAME)).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void part_discarded_isGone() throws Exception {
        DiskPart part = new DiskPart(temp, NAME);
        part.discard();
        part.write(ByteBuffer.allocate(1));
        part.discard();
        assertThat(TestFolder.files(temp)).isEmpty();
    }

    @Test
    void commit_ontoAFileThatIsThere_failsAndLeavesIt() throws Exception {
        Files.writeString(temp.resolve(NAME), "a stranger's");
        DiskPart part = new DiskPart(temp, NAME);
        part.write(ByteBuffer.allocate(1));
        assertThatThrownBy(part::commit).isInstanceOf(FileAlreadyExistsException.class);
        part.discard();
        assertThat(TestFolder.files(temp)).containsExactly(NAME);
        assertThat(temp.resolve(NAME)).hasContent("a stranger's");
    }

    @Test
    void part_thatIsThereAlready_isNeitherWrittenNorRemoved() throws Exception {
        Path other = Files.writeString(temp.resolve(UploadNames.part(NAME)), "another's");
        DiskPart part = new DiskPart(temp, NAME);
        assertThatThrownBy(() -> part.write(ByteBuffer.allocate(1))).isInstanceOf(FileAlreadyExistsException.class);
        part.discard();
        assertThat(other).hasContent("another's");
    }

    @Test
    void names_areAllDifferentAndInOrder() {
        UploadNames names = new UploadNames();
        List<String> some = Stream.generate(names::next).limit(10_000).toList();
        assertThat(some).doesNotHaveDuplicates().isSorted();
        assertThat(some).allMatch(name -> UploadNames.isPart(UploadNames.part(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {NAME, "." + NAME, "." + NAME + ".part ", ".." + NAME + ".part", ".part"})
    void nameOfAnotherKind_isNoPart(String name) {
        assertThat(UploadNames.isPart(name)).isFalse();
    }
}

package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README shows of the testkit is the code of the downstream project, which the build runs. */
class ReadmeTest {
    private static final Path CODE = Path.of("src/it/downstream/src/test/java/com/example/upload/UploaderTest.java");

    private static String read(Path path) throws IOException {
        return Files.readString(path).lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void testkitSection_isTheCodeOfTheDownstreamProject() throws IOException {
        String readme = read(Path.of("../README.md"));
        int start = readme.indexOf("\n## The testkit");
        String section = readme.substring(start, readme.indexOf("\n## ", start + 1));
        List<String> blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(section)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(3);
        assertThat(blocks).allSatisfy(block -> assertThat(read(CODE)).contains(block));
    }
}

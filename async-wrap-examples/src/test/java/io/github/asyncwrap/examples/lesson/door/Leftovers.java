package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;

/** What a lesson must not leave, and what it must. */
final class Leftovers {
    private Leftovers() {}

    /** The threads of a lesson have ended, or are about to. */
    static void noThread(String... names) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            for (String name : names) {
                if (thread.getName().startsWith(name)) {
                    thread.join(TimeUnit.SECONDS.toMillis(30));
                    assertThat(thread.isAlive()).as(thread.getName()).isFalse();
                }
            }
        }
    }

    /** It is an SVG picture with all these words. */
    static void picture(Path file, String... words) throws Exception {
        var svg = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        assertThat(svg.getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("rect").getLength()).isGreaterThan(words.length);
        assertThat(svg.getTextContent()).contains(words);
        assertThat(Files.size(file)).isPositive();
    }
}

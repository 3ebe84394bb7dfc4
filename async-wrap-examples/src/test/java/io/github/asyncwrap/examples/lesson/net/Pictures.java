package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.lesson.LessonRun;
import java.io.File;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;

/** What must hold for the picture of a demo. */
final class Pictures {
    private Pictures() {}

    /** Runs the demo with a picture, which is an SVG with something in it. */
    static LessonRun drawn(Path folder, String... lesson) throws Exception {
        File file = folder.resolve("picture.svg").toFile();
        String[] args = java.util.Arrays.copyOf(lesson, lesson.length + 2);
        args[lesson.length] = "--picture";
        args[lesson.length + 1] = file.getPath();
        LessonRun run = LessonRun.demo(args);
        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file);
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("rect").getLength()).isGreaterThan(2);
        return run;
    }
}

package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A picture that a demo has written. */
final class DrawnPicture {
    private final Element svg;

    /** Reads it: it must be XML. */
    DrawnPicture(Path file) throws Exception {
        svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        assertThat(svg.getTagName()).isEqualTo("svg");
    }

    /** There are such rows, in this order among others. */
    DrawnPicture hasRows(String... names) {
        NodeList texts = svg.getElementsByTagName("text");
        assertThat(IntStream.range(0, texts.getLength())
                        .mapToObj(i -> texts.item(i).getTextContent()))
                .containsSubsequence(names);
        return this;
    }
}

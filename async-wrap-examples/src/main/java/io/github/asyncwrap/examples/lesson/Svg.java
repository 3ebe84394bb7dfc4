package io.github.asyncwrap.examples.lesson;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A picture, written shape by shape; units are pixels. */
final class Svg {
    private static final String FONT = "font-family:sans-serif;font-size:11px";

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    Svg(int width, int height) {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            start("svg", "xmlns", "http://www.w3.org/2000/svg", "width", width, "height", height, "style", FONT);
            rectangle(0, 0, width, height, "white", "");
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string cannot fail", e);
        }
    }

    /** A bar, with what a mouse over it shows. */
    void rectangle(double x, double y, double width, double height, String colour, String title) {
        shape("rect", title, "x", x, "y", y, "width", width, "height", height, "fill", colour);
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        shape("line", "", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "stroke", colour);
    }

    /** Text that starts, has its middle or ends at a point. */
    void text(double x, double y, String anchor, String words) {
        shape("text", words, "x", x, "y", y, "text-anchor", anchor, "fill", "#333333");
    }

    private void shape(String name, String words, Object... attributes) {
        try {
            start(name, attributes);
            if (name.equals("text")) {
                xml.writeCharacters(words);
            } else if (!words.isEmpty()) {
                xml.writeStartElement("title");
                xml.writeCharacters(words);
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeCharacters("\n");
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string cannot fail", e);
        }
    }

    private void start(String name, Object... attributes) throws XMLStreamException {
        xml.writeStartElement(name);
        for (int i = 0; i < attributes.length; i += 2) {
            Object value = attributes[i + 1];
            xml.writeAttribute(
                    attributes[i].toString(),
                    value instanceof Double number ? String.format(Locale.ROOT, "%.1f", number) : value.toString());
        }
    }

    /** The whole picture; nothing can be added afterwards. */
    String finish() {
        try {
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.flush();
            return text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string cannot fail", e);
        }
    }
}

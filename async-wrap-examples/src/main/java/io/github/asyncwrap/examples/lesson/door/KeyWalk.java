package io.github.asyncwrap.examples.lesson.door;

import java.io.ByteArrayOutputStream;
import java.util.function.BooleanSupplier;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Work that computes: all keys of a large JSON document are walked, however deep they are, again and again. The thread is
 * never idle; to those who wait for it, that makes no difference.
 */
final class KeyWalk implements Work {
    private static final int ORDERS = 15_000;
    private static final int LINES = 3;

    private final JsonMapper mapper = new JsonMapper();
    private final byte[] document = document();
    private final BooleanSupplier enough;
    private volatile boolean closed;

    /**
     * Makes the document, of some megabytes.
     *
     * @param enough tells that it need not be walked once more
     */
    KeyWalk(BooleanSupplier enough) {
        this.enough = enough;
    }

    private byte[] document() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = mapper.createGenerator(bytes)) {
            json.writeStartArray();
            for (int order = 0; order < ORDERS; order++) {
                json.writeStartObject();
                json.writeNumberProperty("order", order);
                json.writeStringProperty("customer", "customer number " + order % 100);
                json.writeArrayPropertyStart("lines");
                for (int line = 0; line < LINES; line++) {
                    json.writeStartObject();
                    json.writeStringProperty("article", "article number " + (order + line) % 1000);
                    json.writeObjectPropertyStart("price");
                    json.writeNumberProperty("cents", 199 + line);
                    json.writeStringProperty("currency", "EUR");
                    json.writeEndObject();
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return bytes.toByteArray();
    }

    @Override
    public String perform() throws InterruptedException {
        int walks = 0;
        long keys;
        do {
            if (closed || Thread.interrupted()) {
                throw new InterruptedException("nobody wants the keys any more");
            }
            keys = keys();
            walks++;
        } while (!enough.getAsBoolean());
        return keys + " keys in " + (document.length >> 20) + " MiB of JSON, number of walks: " + walks;
    }

    private long keys() {
        long keys = 0;
        try (JsonParser json = mapper.createParser(document)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.PROPERTY_NAME) {
                    keys++;
                }
            }
        }
        return keys;
    }

    @Override
    public void close() {
        closed = true;
    }
}

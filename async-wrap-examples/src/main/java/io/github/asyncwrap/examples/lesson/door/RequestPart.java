package io.github.asyncwrap.examples.lesson.door;

/** What a request has beside its method and its URL; as many as there are, in any order. */
public sealed interface RequestPart {

    /** A parameter of the query, put behind those that the URL has. */
    record Param(String name, String value) implements RequestPart {}

    /** A header. */
    record Header(String name, String value) implements RequestPart {}

    /** A field of a form, which is the body. */
    record Field(String name, String value) implements RequestPart {}

    /** The body, as JSON. */
    record Json(Object value) implements RequestPart {}

    /** A parameter of the query. */
    static RequestPart param(String name, String value) {
        return new Param(name, value);
    }

    /** A header. */
    static RequestPart header(String name, String value) {
        return new Header(name, value);
    }

    /** A field of the form that is the body. */
    static RequestPart form(String name, String value) {
        return new Field(name, value);
    }

    /**
     * The body, as JSON.
     *
     * @param value a map, list, record, text, number: whatever Jackson writes
     */
    static RequestPart json(Object value) {
        return new Json(value);
    }
}

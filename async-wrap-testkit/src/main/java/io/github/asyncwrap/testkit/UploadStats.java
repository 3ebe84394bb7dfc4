package io.github.asyncwrap.testkit;

import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an upload server answers to one upload: how much arrived, in which chunks, and which bytes.
 *
 * <p>As JSON: <code>{"bytes":1306,"count":2,"min":282,"max":1024,"requests":1,"md5":"…"}</code>, in this order.
 *
 * <p>An immutable value, safe for any thread. All sizes are bytes. It does not tell which kind of chunks were counted:
 * that is the server's business, see {@link StatsServer} and {@link UploadMeter}.
 *
 * @param bytes the bytes received
 * @param count the number of chunks
 * @param min the size of the smallest chunk, 0 for an empty body
 * @param max the size of the largest chunk, 0 for an empty body
 * @param requests the uploads completed by this server, this one included
 * @param md5 the MD5 of the body in 32 lower-case hexadecimal digits
 */
public record UploadStats(long bytes, long count, long min, long max, long requests, String md5) {

    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    /** Error messages quote a text that is not JSON of ours up to here: it may be a whole HTML page. */
    private static final int LONGEST_QUOTE = 200;

    // Jackson 3 sorts by name and fills what is missing or of another type with defaults, unless told otherwise.
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /**
     * Creates the value after checking it.
     *
     * @param bytes the bytes received
     * @param count the number of chunks
     * @param min the size of the smallest chunk, 0 for an empty body
     * @param max the size of the largest chunk, 0 for an empty body
     * @param requests the uploads completed by this server, this one included
     * @param md5 the MD5 of the body in 32 lower-case hexadecimal digits
     * @throws NullPointerException if {@code md5} is null
     * @throws IllegalArgumentException if a number is negative, {@code min} is above {@code max}, or {@code md5} is not
     *     32 lower-case hexadecimal digits; the message names the parameter and the value
     */
    public UploadStats {
        requireNotNegative("bytes", bytes);
        requireNotNegative("count", count);
        requireNotNegative("min", min);
        requireNotNegative("max", max);
        requireNotNegative("requests", requests);
        if (min > max) {
            throw new IllegalArgumentException("min must not be above max: min=" + min + ", max=" + max);
        }
        Objects.requireNonNull(md5, "md5");
        if (!MD5.matcher(md5).matches()) {
            throw new IllegalArgumentException("md5 must be 32 lower-case hexadecimal digits: " + md5);
        }
    }

    /**
     * Returns this value as one line of JSON, its properties in the order of the record's components.
     *
     * @return the JSON
     */
    public String toJson() {
        return JSON.writeValueAsString(this);
    }

    /**
     * Reads what {@link #toJson()} writes. Properties that are not listed above are ignored, so that a server may say
     * more than this; a missing one is an error.
     *
     * @param json the text of an answer
     * @return its value
     * @throws NullPointerException if {@code json} is null
     * @throws IllegalArgumentException if the text is not such an answer; the message quotes the text and says why, the
     *     cause is the parser's exception if it has one
     */
    public static UploadStats fromJson(String json) {
        Objects.requireNonNull(json, "json");
        UploadStats stats;
        try {
            stats = JSON.readValue(json, UploadStats.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(notAnAnswer(json, e.getOriginalMessage()), e);
        }
        if (stats == null) { // the JSON literal null
            throw new IllegalArgumentException(notAnAnswer(json, "no object"));
        }
        return stats;
    }

    private static String notAnAnswer(String text, String reason) {
        String quote = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
        return "not the answer of an upload server (" + reason + "): \"" + quote + "\"";
    }

    private static void requireNotNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }
}

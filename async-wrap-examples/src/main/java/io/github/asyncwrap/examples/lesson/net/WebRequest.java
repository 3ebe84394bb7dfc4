package io.github.asyncwrap.examples.lesson.net;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that has arrived as a whole and was understood.
 *
 * @param method as it was sent: {@code GET}, {@code POST}, …
 * @param path begins with a slash; percent-decoded, once; without the query
 * @param headers their names in lower case; the values of equal names joined by commas
 * @param body empty if there was none
 * @param keepAlive whether the client may send another one on this connection
 */
record WebRequest(String method, String path, Map<String, String> headers, String body, boolean keepAlive) {

    /** The fields of an HTML form, as a browser sends them in a body. */
    Map<String, String> form() throws HttpException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : body.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals >= 0) {
                fields.put(formDecoded(field.substring(0, equals)), formDecoded(field.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String formDecoded(String text) throws HttpException {
        return PercentCoding.decode(text.replace('+', ' '));
    }

    /** Whether a header that is a list of words has this one. */
    static boolean hasWord(Map<String, String> headers, String header, String word) {
        for (String each : headers.getOrDefault(header, "").split(",", -1)) {
            if (each.strip().equalsIgnoreCase(word)) {
                return true;
            }
        }
        return false;
    }

    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}

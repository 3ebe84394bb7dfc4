package io.github.asyncwrap.examples;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The names of stored uploads: {@code upload-20261121T190439123456-0f1e2d3c4b5a6978.bin}, the time of its beginning in
 * UTC to the microsecond and 64 random bits. Within a run they are in the order of the beginning; two runs do not meet
 * even if the clock goes back. Not safe for several threads at once.
 */
final class UploadNames {

    private static final String NAME = "upload-\\d{8}T\\d{12}-[0-9a-f]{16}\\.bin";
    private static final Pattern PART = Pattern.compile("\\." + NAME + "\\.part");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Instant last = Instant.EPOCH;

    String next() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        last = now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return "upload-" + TIME.format(last) + "-" + random + ".bin";
    }

    /** What an upload is called until it is whole. */
    static String part(String name) {
        return "." + name + ".part";
    }

    /** Whether a file is called what {@link #part} says of one of our names; nothing else is ours to remove. */
    static boolean isPart(String fileName) {
        return PART.matcher(fileName).matches();
    }
}

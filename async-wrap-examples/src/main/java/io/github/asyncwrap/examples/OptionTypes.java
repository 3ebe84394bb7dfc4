package io.github.asyncwrap.examples;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the values of options must be. Each converter says what would be right when a value is not. */
public final class OptionTypes {

    private OptionTypes() {}

    private static long number(String value, long min, long max) {
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, in the same words as for a number out of range.
        }
        throw new TypeConversionException("'" + value + "' is not a whole number "
                + (max == Long.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max));
    }

    /** An int above 0. */
    public static final class PositiveInt implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return (int) number(value, 1, Integer.MAX_VALUE);
        }
    }

    /** A long above 0. */
    public static final class PositiveLong implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return number(value, 1, Long.MAX_VALUE);
        }
    }

    /** The bytes of a written chunk, of which each worker holds a few in memory. */
    public static final class ChunkSize implements ITypeConverter<Integer> {
        private static final int MAX = 16 * 1024 * 1024;

        @Override
        public Integer convert(String value) {
            return (int) number(value, 1, MAX);
        }
    }

    /** How many connections are opened to one server of this machine, which has a port for each. */
    public static final class Connections implements ITypeConverter<Integer> {
        private static final int MAX = 4_000;

        @Override
        public Integer convert(String value) {
            return (int) number(value, 1, MAX);
        }
    }

    /** How long something is measured, in milliseconds. */
    public static final class MeasuredMillis implements ITypeConverter<Integer> {
        private static final int MAX = 10_000;

        @Override
        public Integer convert(String value) {
            return (int) number(value, 1, MAX);
        }
    }

    /** A port to listen on; 0 is any free one. */
    public static final class Port implements ITypeConverter<Integer> {
        private static final int MAX = 65535;

        @Override
        public Integer convert(String value) {
            return (int) number(value, 0, MAX);
        }
    }

    /** How many things are done at once, each on a thread of its own. */
    public static final class Concurrency implements ITypeConverter<Integer> {
        private static final int MAX = 1024;

        @Override
        public Integer convert(String value) {
            return (int) number(value, 1, MAX);
        }
    }

    /** A length of time, with its unit; at most a day, and not zero. */
    public static final class Time implements ITypeConverter<Duration> {
        private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9})(ms|s|m)");
        private static final Duration MAX = Duration.ofDays(1);

        @Override
        public Duration convert(String value) {
            Matcher matcher = NUMBER_AND_UNIT.matcher(value);
            if (matcher.matches()) {
                long number = Long.parseLong(matcher.group(1));
                Duration time = switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    default -> Duration.ofMinutes(number);
                };
                if (number > 0 && time.compareTo(MAX) <= 0) {
                    return time;
                }
            }
            throw new TypeConversionException(
                    "'" + value + "' is not a time such as 200ms, 2s or 1m, above 0 and at most a day");
        }
    }

    /** A folder, which need not be there yet. */
    public static final class Folder implements ITypeConverter<Path> {
        @Override
        public Path convert(String value) {
            try {
                if (!value.isBlank()) {
                    return Path.of(value).toAbsolutePath().normalize();
                }
            } catch (InvalidPathException e) {
                // Said below, in the same words as for no name at all.
            }
            throw new TypeConversionException("'" + value + "' is not the name of a directory");
        }
    }

    /** A file, which need not be there yet. */
    public static final class File implements ITypeConverter<Path> {
        @Override
        public Path convert(String value) {
            try {
                if (!value.isBlank()) {
                    return Path.of(value);
                }
            } catch (InvalidPathException e) {
                // Said below, in the same words as for no name at all.
            }
            throw new TypeConversionException("'" + value + "' is not the name of a file");
        }
    }

    /** The address of a server. */
    public static final class ServerUrl implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (HttpUrl.parse(value) == null) {
                throw new TypeConversionException(
                        "'" + value + "' is not an address such as " + ServerSettings.DEFAULT_URL);
            }
            return value;
        }
    }

    /** An address to listen on. */
    public static final class ListenUrl implements ITypeConverter<URI> {
        private static final Pattern HOST_AND_PORT = Pattern.compile("http://[^/?#@]+/?");
        private static final int MAX_PORT = 65535;

        @Override
        public URI convert(String value) {
            try {
                URI url = new URI(value);
                if (HOST_AND_PORT.matcher(value).matches() && url.getHost() != null && url.getPort() <= MAX_PORT) {
                    return url;
                }
            } catch (URISyntaxException e) {
                // Said below, in the same words as for an address of another kind.
            }
            throw new TypeConversionException(
                    "'" + value + "' is not http://HOST:PORT, such as " + ServerSettings.DEFAULT_URL);
        }
    }
}

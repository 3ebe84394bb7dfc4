package io.github.asyncwrap.examples.lesson.net;

import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Ports, each once, in order; written as people write them: {@code 22,80,8000-8100}. */
final class PortSet {

    private static final int MAX = 65535;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    private final BitSet ports;

    private PortSet(BitSet ports) {
        this.ports = ports;
    }

    static PortSet of(Iterable<Integer> ports) {
        BitSet set = new BitSet();
        ports.forEach(set::set);
        return new PortSet(set);
    }

    /**
     * Understands ranges and lists of them.
     *
     * @throws IllegalArgumentException if it is none, with a message for who wrote it
     */
    static PortSet parse(String text) {
        BitSet set = new BitSet();
        for (String range : text.split(",", -1)) {
            Matcher parts = RANGE.matcher(range.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException("'" + text + "' is not ports such as 80, 1-1024 or 22,80,8000-8100");
            }
            int first = Integer.parseInt(parts.group(1));
            int last = parts.group(2) == null ? first : Integer.parseInt(parts.group(2));
            if (first < 1 || first > MAX || last > MAX) {
                throw new IllegalArgumentException(
                        "'" + range.strip() + "' is beyond the ports that there are: 1 to " + MAX);
            } else if (last < first) {
                throw new IllegalArgumentException("'" + range.strip() + "' ends before it begins");
            }
            set.set(first, last + 1);
        }
        return new PortSet(set);
    }

    List<Integer> list() {
        return ports.stream().boxed().toList();
    }

    int size() {
        return ports.cardinality();
    }

    /** As it would be written, neighbours as ranges. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(",");
        for (int first = ports.nextSetBit(0); first >= 0; ) {
            int end = ports.nextClearBit(first);
            text.add(first == end - 1 ? Integer.toString(first) : first + "-" + (end - 1));
            first = ports.nextSetBit(end);
        }
        return text.toString();
    }

    /** For a command line. */
    static final class Converter implements ITypeConverter<PortSet> {
        @Override
        public PortSet convert(String value) {
            try {
                return parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}

package io.github.asyncwrap.file;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names in zip files: elements with {@code /} between them, and one at the end if it is a directory's. */
final class EntryName {
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private EntryName() {}

    /** What is wrong with a name that could lead somewhere else, on this platform or another; null if nothing is. */
    static @Nullable String flaw(String name) {
        if (name.startsWith("/")) {
            return "the name of the entry is absolute";
        } else if (DRIVE.matcher(name).matches()) {
            return "the name of the entry begins with a drive";
        } else if (name.indexOf('\\') >= 0) {
            return "the name of the entry has a backslash, which separates names elsewhere";
        } else if (name.indexOf('\0') >= 0) {
            return "the name of the entry has a NUL";
        } else if (("/" + name + "/").contains("/../")) {
            return "the name of the entry leads upwards";
        }
        return null;
    }

    /** For messages: a name can have line ends, and more of the kind. */
    static String printable(String name) {
        StringBuilder text = new StringBuilder(name.length());
        name.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.append((char) c);
            }
        });
        return text.toString();
    }
}

package io.github.asyncwrap.verification.twins;

import io.github.asyncwrap.verification.ChildJvm;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Puts the bugs of twins into sources of the core, and compiles those. */
final class Workshop {
    private static final Path CORE = Path.of("..", "async-wrap-core");
    private static final Path SOURCES = CORE.resolve(Path.of("src", "main", "java"));

    /** Tests of the core that see its inside; twins may name them too. */
    static final Path CORE_TESTS = CORE.resolve(Path.of("target", "test-classes"));

    private Workshop() {}

    /** Compiles what the twin has otherwise than the core. */
    static void make(Twin twin, Path classes) throws IOException {
        Files.createDirectories(classes);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "--release", "17", "-d", classes.toString(), "-cp", ChildJvm.CLASS_PATH, "-proc:none", "-nowarn");
        StringWriter errors = new StringWriter();
        if (!compiler.getTask(errors, null, null, options, null, sources(twin)).call()) {
            throw new AssertionError("the twin " + twin + " does not compile:\n" + errors);
        }
    }

    private static List<JavaFileObject> sources(Twin twin) throws IOException {
        Map<String, List<String>> sources = new LinkedHashMap<>();
        for (Twin.Edit edit : twin.edits()) {
            List<String> lines = sources.get(edit.file());
            if (lines == null) {
                lines = Files.readAllLines(SOURCES.resolve(edit.file()));
            }
            sources.put(edit.file(), edited(twin, edit, lines));
        }
        List<JavaFileObject> objects = new ArrayList<>();
        sources.forEach((file, lines) -> objects.add(new Source(file, String.join("\n", lines))));
        return objects;
    }

    private static List<String> edited(Twin twin, Twin.Edit edit, List<String> lines) {
        List<String> stripped = lines.stream().map(String::strip).toList();
        List<String> find = edit.find().stream().map(String::strip).toList();
        int start = Collections.indexOfSubList(stripped, find);
        if (start < 0 || start != Collections.lastIndexOfSubList(stripped, find)) {
            throw new AssertionError("the twin " + twin + " must find this exactly once in " + edit.file() + ", but "
                    + (start < 0 ? "it is not there" : "it is there more than once") + ":\n"
                    + String.join("\n", edit.find()));
        }
        List<String> result = new ArrayList<>(lines.subList(0, start));
        result.addAll(edit.replace());
        result.addAll(lines.subList(start + find.size(), lines.size()));
        return result;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}

package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An overriding method without a bridge: javac makes one, but other compilers do not, and neither does javac where the
 * interface above was compiled anew. Then both methods are there, and the annotations of the overriding one count.
 */
class InterfaceOverridesTest {
    private static final String ABOVE =
            "public interface Above { @io.github.asyncwrap.Labelled(\"above\") %s<String> read(); }";
    private static final String BELOW = "public interface Below extends Above { @Override "
            + "@io.github.asyncwrap.Labelled(\"below\") io.github.asyncwrap.AsyncFuture<String> read(); }";

    /** What blocks. */
    public static final class Store {
        public String read() {
            return "text";
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String type, String text) {
            super(URI.create("string:///" + type + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static void compile(Path into, JavaFileObject... sources) {
        List<String> options = List.of("-d", into.toString(), "-cp", ChildJvm.CLASS_PATH, "-proc:none");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .getTask(null, null, null, options, null, Arrays.asList(sources))
                        .call())
                .isTrue();
    }

    @Test
    void overridingMethod_withoutABridge_itsAnnotationsCount(@TempDir Path classes) throws Exception {
        String same = String.format(ABOVE, "io.github.asyncwrap.AsyncFuture");
        compile(classes, new Source("Above", same), new Source("Below", BELOW));
        compile(classes, new Source("Above", String.format(ABOVE, "java.util.concurrent.CompletionStage")));
        URL[] place = {classes.toUri().toURL()};
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                URLClassLoader loader = new URLClassLoader(place, InterfaceOverridesTest.class.getClassLoader())) {
            Class<?> below = loader.loadClass("Below");
            assertThat(below.getMethods()).hasSize(2);
            AsyncWrapper view = db.limitedTo("view", 1);
            Object twin = view.wrapInterface(below, new Store());
            Method above = loader.loadClass("Above").getMethod("read");
            assertThat(((AsyncFuture<?>) above.invoke(twin)).join()).isEqualTo("text");
            view.close();
            assertThat(Failures.of((AsyncFuture<?>) above.invoke(twin)).getMessage())
                    .startsWith("view/below - ");
        }
    }
}

package io.github.asyncwrap.verification.twins;

import io.github.asyncwrap.verification.JunitMain;
import io.github.asyncwrap.verification.stress.JcstressMain;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jcstress.infra.runners.TestList;

/** What runs the test of a twin, in a child. */
enum Harness {
    /** A class of JUnit tests, or {@code Class#method}: all its methods of that name. */
    JUNIT("test", JunitMain.class) {
        @Override
        List<String> arguments(String test) {
            return List.of(test);
        }

        @Override
        boolean knows(String test) throws IOException {
            URL[] coreTests = {Workshop.CORE_TESTS.toUri().toURL()};
            try (URLClassLoader loader = new URLClassLoader(coreTests, Harness.class.getClassLoader())) {
                return !JunitMain.select(test, loader).isEmpty();
            } catch (ClassNotFoundException missing) {
                return false;
            }
        }
    },

    /** The jcstress tests in whose names the pattern is found. */
    JCSTRESS("jcstress", JcstressMain.class) {
        @Override
        List<String> arguments(String test) {
            return List.of("-t", test);
        }

        @Override
        boolean knows(String test) {
            return TestList.tests().stream().anyMatch(Pattern.compile(test).asPredicate());
        }
    };

    /** The header that names such a test. */
    final String header;

    final Class<?> main;

    Harness(String header, Class<?> main) {
        this.header = header;
        this.main = main;
    }

    abstract List<String> arguments(String test);

    abstract boolean knows(String test) throws IOException;
}

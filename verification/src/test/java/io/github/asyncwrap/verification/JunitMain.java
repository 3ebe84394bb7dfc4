package io.github.asyncwrap.verification;

import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs a class of JUnit tests, or its methods of one name, in a child. */
public final class JunitMain {
    private JunitMain() {}

    public static void main(String[] arguments) throws ClassNotFoundException {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(select(arguments[0], JunitMain.class.getClassLoader()))
                                .build(),
                        listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.getFailures().stream().findFirst().ifPresent(failure -> ChildJvm.failed(failure.getException()));
        if (summary.getTestsSucceededCount() == 0) {
            throw new IllegalStateException("no test has run: " + arguments[0]);
        }
        ChildJvm.passed();
    }

    /**
     * What a name selects; nothing if the class has no such method.
     *
     * @param test a class, or a class and the name of some of its methods, as in {@code package.Class#method}
     * @throws ClassNotFoundException if there is no such class
     */
    public static List<? extends DiscoverySelector> select(String test, ClassLoader loader)
            throws ClassNotFoundException {
        int hash = test.indexOf('#');
        Class<?> type = Class.forName(hash < 0 ? test : test.substring(0, hash), false, loader);
        if (hash < 0) {
            return List.of(DiscoverySelectors.selectClass(type));
        }
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(test.substring(hash + 1)))
                .map(method -> DiscoverySelectors.selectMethod(type, method))
                .toList();
    }
}

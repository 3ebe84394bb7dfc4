package io.github.asyncwrap.testkit;

import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A JUnit Jupiter extension that gives each test a {@link StatsServer} of its own, and closes it after the test.
 *
 * <pre>{@code
 * @ExtendWith(StatsServerExtension.class)
 * class UploadTest {
 *     @Test
 *     void upload_small_arrives(StatsServer server) { … }
 * }
 * }</pre>
 *
 * <p>A parameter of type StatsServer is injected into test methods, {@code @BeforeEach} and {@code @AfterEach} methods,
 * and the constructor of a test class with an instance per test. All of them get the same server within a test. It is
 * started when the first of them asks, and closed after all {@code @AfterEach} methods.
 *
 * <p>With other options than the defaults:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final StatsServerExtension SERVER =
 *         StatsServerExtension.of(StatsServer.builder().receiveSize(4096));
 * }</pre>
 *
 * <p>Tests may run in parallel. What outlives a test gets no server: in a {@code @BeforeAll} method or in the constructor
 * of a test class with an instance per class, the parameter fails with a {@link ParameterResolutionException}.
 *
 * <p>Needs {@code org.junit.jupiter:junit-jupiter-api}, 5.13 or later, 6 included: older ones do not close what an
 * extension stores.
 */
// JUnit's types are in its signatures, yet its module is not required transitively: with that, no module without JUnit
// could require this one.
@SuppressWarnings("exports")
public final class StatsServerExtension implements ParameterResolver {

    // One per extension object: two registered with different builders do not get each other's servers.
    private final Namespace namespace = Namespace.create(StatsServerExtension.class, this);
    private final StatsServer.Builder builder;

    /** Creates an extension whose servers have the defaults. JUnit calls this for {@code @ExtendWith}. */
    public StatsServerExtension() {
        this(StatsServer.builder());
    }

    private StatsServerExtension(StatsServer.Builder builder) {
        this.builder = Objects.requireNonNull(builder, "builder");
    }

    /**
     * Returns an extension whose servers are configured.
     *
     * @param builder starts the servers, one per test; not to be changed afterwards
     * @return the extension, for a {@code @RegisterExtension} field
     * @throws NullPointerException if {@code builder} is null
     */
    public static StatsServerExtension of(StatsServer.Builder builder) {
        return new StatsServerExtension(builder);
    }

    /** Makes the constructor of a test class belong to its test, so that it gets the same server as the test method. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** Says yes to every parameter of type {@link StatsServer}. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == StatsServer.class;
    }

    /**
     * Returns the server of the current test; starts it if need be.
     *
     * @throws ParameterResolutionException if there is no current test
     */
    @Override
    public StatsServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("a StatsServer belongs to one test, and "
                    + parameter.getDeclaringExecutable()
                    + " outlives it: ask for it in the test method, in @BeforeEach or in the constructor of a class with"
                    + " an instance per test, or start one with StatsServer.start()");
        }
        Store store = context.getStore(namespace);
        StatsServer server = store.get(StatsServer.class, StatsServer.class);
        if (server == null) {
            server = builder.start();
            store.put(StatsServer.class, server); // which is AutoCloseable: JUnit closes it
        }
        return server;
    }
}

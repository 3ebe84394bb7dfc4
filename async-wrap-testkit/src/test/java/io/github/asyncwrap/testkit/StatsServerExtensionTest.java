package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs the test classes below, which are not found by themselves, as JUnit would. */
@Timeout(60)
class StatsServerExtensionTest {

    /** The servers of the tests that ran, in their order; each run fills it anew. */
    private static final List<StatsServer> SERVERS = new ArrayList<>();

    private static EngineExecutionResults run(Class<?> testClass) {
        SERVERS.clear();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute();
    }

    private static void assertServes(StatsServer server) throws Exception {
        assertThat(UploadClient.JDK.get(server).body()).isEqualTo("Pong");
    }

    private static void assertPassed(EngineExecutionResults results, int tests) {
        results.testEvents()
                .assertStatistics(
                        events -> events.started(tests).succeeded(tests).failed(0));
        results.containerEvents().assertStatistics(events -> events.failed(0));
    }

    private static void assertRefused(EngineExecutionResults results, String where) {
        assertThat(results.allEvents().failed().stream())
                .singleElement()
                .satisfies(event -> assertThat(event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable())
                        .get()
                        .isInstanceOf(ParameterResolutionException.class)
                        .extracting(Throwable::getMessage)
                        .asString()
                        .contains(where, "outlives it: ask for it in the test method"));
        assertThat(SERVERS).isEmpty();
    }

    @Test
    void parameters_ofOneTest_areOneServerThatIsClosedAfterIt() {
        assertPassed(run(EverywhereInATest.class), 3);

        assertThat(SERVERS).hasSize(3).doesNotHaveDuplicates();
        assertThat(SERVERS).allSatisfy(server -> {
            assertThat(server.toString()).contains("closed");
            assertThat(server.threads().live()).isEmpty();
        });
    }

    @ExtendWith(StatsServerExtension.class)
    static class EverywhereInATest {
        private final StatsServer server;

        EverywhereInATest(StatsServer server) {
            this.server = server;
            assertThat(SERVERS)
                    .allSatisfy(former -> assertThat(former.toString()).contains("closed"));
            SERVERS.add(server);
        }

        @BeforeEach
        void before(StatsServer same) throws Exception {
            assertThat(same).isSameAs(server);
            assertServes(same);
        }

        @Test
        void first(StatsServer same) {
            assertThat(same).isSameAs(server);
            assertThat(same.requests()).isZero();
        }

        @Test
        void second(StatsServer same, StatsServer again) {
            assertThat(same).isSameAs(again).isSameAs(server);
        }

        @AfterEach
        void after(StatsServer same) throws Exception {
            assertThat(same).isSameAs(server);
            assertServes(same);
        }

        @Nested
        class Inner {
            @Test
            void inner(StatsServer same) {
                assertThat(same).isSameAs(server);
            }
        }
    }

    @Test
    void server_nobodyAskedFor_isNotStarted() {
        assertPassed(run(WithoutServer.class), 1);
    }

    @ExtendWith(StatsServerExtension.class)
    static class WithoutServer {
        @Test
        void nothing() {
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(thread -> String.valueOf(thread.getThreadGroup()))
                    .noneMatch(group -> group.contains("StatsServer"));
        }
    }

    @Test
    void server_ofAFailingTest_isClosed() {
        run(Failing.class).testEvents().assertStatistics(events -> events.failed(1));

        assertThat(SERVERS)
                .singleElement()
                .satisfies(server -> assertThat(server.threads().live()).isEmpty());
    }

    @ExtendWith(StatsServerExtension.class)
    static class Failing {
        @Test
        void failing(StatsServer server) throws Exception {
            SERVERS.add(server);
            try (RawConnection client = RawConnection.to(server)) {
                client.sendPutHead("Content-Length: 9").read();
                throw new IllegalStateException("on purpose");
            }
        }
    }

    @Test
    void registeredExtension_configuredBuilder_isUsed() {
        assertPassed(run(Registered.class), 2);

        assertThat(SERVERS).hasSize(2).doesNotHaveDuplicates();
    }

    static class Registered {
        @RegisterExtension
        static final StatsServerExtension SERVER =
                StatsServerExtension.of(StatsServer.builder().receiveSize(10));

        @Test
        void first(StatsServer server) throws Exception {
            SERVERS.add(server);
            assertThat(UploadClient.OKHTTP
                            .put(server, new byte[25], false)
                            .stats()
                            .count())
                    .isEqualTo(3);
        }

        @Test
        void second(StatsServer server) throws Exception {
            first(server);
        }
    }

    @Test
    void beforeAll_parameter_isRefused() {
        assertRefused(run(AskingTooEarly.class), "beforeAll");
    }

    @ExtendWith(StatsServerExtension.class)
    static class AskingTooEarly {
        @BeforeAll
        static void beforeAll(StatsServer server) {
            SERVERS.add(server);
        }

        @Test
        void nothing() {}
    }

    @Test
    void constructor_instancePerClass_isRefused() {
        assertRefused(run(OneInstance.class), "OneInstance");
    }

    @ExtendWith(StatsServerExtension.class)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {
        OneInstance(StatsServer server) {
            SERVERS.add(server);
        }

        @Test
        void nothing() {}
    }
}

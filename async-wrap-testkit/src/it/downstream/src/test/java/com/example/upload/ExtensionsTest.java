package com.example.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Faults;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.testkit.LeakCheck;
import io.github.asyncwrap.testkit.StatsServer;
import io.github.asyncwrap.testkit.StatsServerExtension;
import io.github.asyncwrap.testkit.UploadStats;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What the extensions promise, under the JUnit of this run: one server for each test, and leaks that fail it. */
class ExtensionsTest {
    @RegisterExtension
    static final StatsServerExtension SERVERS = StatsServerExtension.of(StatsServer.builder()
            .tls()
            .http2()
            .fault(Faults.answer(503, Duration.ofSeconds(1)).onRequest(1)));

    private final StatsServer ofConstructor;

    ExtensionsTest(StatsServer server) {
        ofConstructor = server;
    }

    @BeforeEach
    @AfterEach
    void server_isTheOneOfTheTest(StatsServer server) {
        assertThat(server).isSameAs(ofConstructor);
    }

    @RepeatedTest(2)
    void server_withTlsAndFaults_isAFreshOneEachTime(StatsServer server) throws Exception {
        assertThat(server).isSameAs(ofConstructor);
        HttpClient client = HttpClient.newBuilder()
                .sslContext(server.trust().sslContext())
                .build();
        HttpRequest upload = HttpRequest.newBuilder(server.uri())
                .timeout(Duration.ofSeconds(30))
                .PUT(BodyPublishers.ofString("hello"))
                .build();
        assertThat(client.send(upload, BodyHandlers.discarding()).statusCode()).isEqualTo(503);
        HttpResponse<String> second = client.send(upload, BodyHandlers.ofString());
        assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(UploadStats.fromJson(second.body()).requests()).isEqualTo(2);
        assertThat(server.faultedRequests()).isEqualTo(1);
    }

    @Test
    void leak_ofATest_failsItAndSaysWhere() {
        TestExecutionSummary summary = run(Leaking.class);
        assertThat(summary.getTestsFailedCount()).isEqualTo(1);
        assertThat(summary.getFailures().get(0).getException())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("leaking - a call is still running on leaking-1")
                .hasMessageContaining("ExtensionsTest.java:");
    }

    static class Leaking {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create(Duration.ofMillis(20));

        @Test
        void leaves() throws Exception {
            Gate gate = Gate.create();
            leaks.wrapper("leaking", 1).call(gate.callable(200));
            gate.awaitEntered(1);
        }
    }

    @Test
    void wrapper_ofTheClassOrOfItsOnlyInstance_isOpenInAllTests() {
        assertThat(run(OfTheClass.class).getTestsSucceededCount()).isEqualTo(2);
        assertThat(run(OfTheInstance.class).getTestsSucceededCount()).isEqualTo(2);
    }

    static class OfTheClass {
        @RegisterExtension
        static final LeakCheck LEAKS = LeakCheck.create();

        static final AsyncWrapper HTTP = LEAKS.wrapper("class", 1);

        @RepeatedTest(2)
        void serves() {
            assertThat(HTTP.call(() -> 200).join()).isEqualTo(200);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OfTheInstance {
        @RegisterExtension
        final LeakCheck leaks = LeakCheck.create();

        final AsyncWrapper http = leaks.wrapper("instance", 1);

        @RepeatedTest(2)
        void serves() {
            assertThat(http.call(() -> 200).join()).isEqualTo(200);
        }
    }

    private static TestExecutionSummary run(Class<?> tests) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(), listener);
        return listener.getSummary();
    }
}

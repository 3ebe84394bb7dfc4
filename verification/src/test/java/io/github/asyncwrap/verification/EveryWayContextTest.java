package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.testkit.Gate;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Law 11 through every entry. */
class EveryWayContextTest {

    @EveryWay
    void mdc_ofTheSubmitter_isSeenByBodyAndCallbacks(Way way) {
        MDC.put("user", "me");
        try (Play play = way.play(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = play.submit(() -> {
                gate.pass();
                assertThat(MDC.get("user")).isEqualTo("me");
                MDC.put("user", "changed by a body");
                return "row";
            });
            AsyncFuture<@Nullable String> plain = call.handle((row, failure) -> MDC.get("user"));
            AsyncFuture<@Nullable String> async = call.handleAsync((row, failure) -> MDC.get("user"));
            AsyncFuture<@Nullable String> derived = plain.thenApply(seen -> 1).thenApplyAsync(one -> MDC.get("user"));
            // The callbacks' is what the submitter had, whatever the registering thread has now.
            MDC.put("user", "another");
            gate.release();
            assertThat(plain.join()).isEqualTo("me");
            assertThat(async.join()).isEqualTo("me");
            assertThat(derived.join()).isEqualTo("me");
            assertThat(call.join()).isEqualTo(play.given("row"));
            assertThat(MDC.get("user")).isEqualTo("another");
        } finally {
            MDC.clear();
        }
    }

    @EveryWay
    void mdc_ofASubmitterWithoutOne_isEmptyInTheBody(Way way) {
        try (Play play = way.play(1)) {
            MDC.clear();
            AsyncFuture<String> call = play.submit(() -> {
                assertThat(MDC.get("user")).isNull();
                return "row";
            });
            MDC.put("user", "another");
            assertThat(call.join()).isEqualTo(play.given("row"));
            assertThat(MDC.get("user")).isEqualTo("another");
        } finally {
            MDC.clear();
        }
    }

    @EveryWay
    void mdc_ofABodyThatRunsAnotherInPlace_isItsOwnAgainAfterwards(Way way) {
        MDC.put("user", "outer");
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> {
                MDC.put("user", "inner");
                AsyncFuture<String> inner = play.submit(() -> {
                    assertThat(MDC.get("user")).isEqualTo("inner");
                    MDC.remove("user");
                    return "row";
                });
                MDC.put("user", "outer again");
                inner.join();
                assertThat(MDC.get("user")).isEqualTo("outer again");
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
            assertThat(MDC.get("user")).isEqualTo("outer");
        } finally {
            MDC.clear();
        }
    }
}

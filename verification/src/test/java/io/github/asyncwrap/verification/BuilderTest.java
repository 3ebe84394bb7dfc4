package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.Overflow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Bad input gets a clear error at once that names the value and what would be right. */
class BuilderTest {

    @Test
    void badValues_areRefusedByName() {
        refused(() -> AsyncWrapper.of(" ", 1), "name must not be blank, was ' '");
        refused(() -> AsyncWrapper.of("db", 0), "limit must be at least 1, was 0");
        refused(() -> AsyncWrapper.builder("db", 1).maxPending(-1), "maxPending must not be negative, was -1");
        refused(() -> AsyncWrapper.builder("db", 1).timeout(Duration.ZERO), "timeout must be positive, was PT0S");
        refused(
                () -> AsyncWrapper.builder("db", 1).pendingTimeout(Duration.ofMillis(-5)),
                "pendingTimeout must be positive, was PT-0.005S");
        refused(
                () -> AsyncWrapper.builder("db", 1).gracePeriod(Duration.ofMillis(-5)),
                "gracePeriod must not be negative, was PT-0.005S");
    }

    @Test
    void option_setTwice_saysWhatItWas() {
        conflict(
                () -> AsyncWrapper.builder("db", 1).maxPending(5).maxPending(6),
                "maxPending is set already: it was 5, now 6");
        conflict(
                () -> AsyncWrapper.builder("db", 1).overflow(Overflow.reject()).overflow(Overflow.reject()),
                "overflow is set already: it was reject(), now reject()");
        conflict(
                () -> AsyncWrapper.builder("db", 1)
                        .timeout(Duration.ofSeconds(1))
                        .timeout(Duration.ofSeconds(2)),
                "timeout is set already: it was PT1S, now PT2S");
    }

    @Test
    void option_anyOther_setTwice_saysWhatItWas() {
        AsyncListener listener = new AsyncListener() {};
        conflict(
                () -> AsyncWrapper.builder("db", 1)
                        .pendingTimeout(Duration.ofSeconds(1))
                        .pendingTimeout(Duration.ofSeconds(1)),
                "pendingTimeout is set already: it was PT1S, now PT1S");
        conflict(
                () -> AsyncWrapper.builder("db", 1).gracePeriod(Duration.ZERO).gracePeriod(Duration.ofSeconds(2)),
                "gracePeriod is set already: it was PT0S, now PT2S");
        conflict(
                () -> AsyncWrapper.builder("db", 1).listener(listener).listener(listener),
                "listener is set already: it was " + listener + ", now " + listener);
    }

    @Test
    void carriers_anyTwoOfThem_excludeOneAnother() {
        Executor executor = Runnable::run;
        ThreadFactory threads = Thread::new;
        Carrier carrier = Runnable::run;
        Map<String, UnaryOperator<AsyncWrapperBuilder>> options = Map.of(
                "executor(" + executor + ")", builder -> builder.executor(executor),
                "threadFactory(" + threads + ")", builder -> builder.threadFactory(threads),
                "carrier(" + carrier + ")", builder -> builder.carrier(carrier));
        options.forEach((former, first) -> options.forEach((wanted, second) ->
                excluded(() -> second.apply(first.apply(AsyncWrapper.builder("db", 1))), former, wanted)));
    }

    @Test
    void contextCapture_severalTimes_isAllowed() {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .contextCapture(() -> null)
                .contextCapture(() -> null)
                .build()) {
            assertThat(db.call(() -> "row").join()).isEqualTo("row");
        }
    }

    @Test
    void builder_changedAfterBuild_doesNotChangeWhatWasBuilt() {
        AsyncWrapperBuilder builder = AsyncWrapper.builder("db", 1);
        try (AsyncWrapper former = builder.build();
                AsyncWrapper later = builder.maxPending(7).build()) {
            assertThat(former.toString()).contains("pending=0/1000");
            assertThat(later.toString()).contains("pending=0/7");
        }
    }

    @Test
    void nulls_areRefusedByName() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.call(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("body");
            assertThatThrownBy(() -> db.wrapFunction(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("function");
            assertThatThrownBy(() -> db.byteSink(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("reader");
        }
    }

    @Test
    void builder_usedAgain_buildsIndependentWrappers() {
        AsyncWrapperBuilder builder = AsyncWrapper.builder("db", 1);
        AsyncWrapper first = builder.build();
        first.close();
        try (AsyncWrapper second = builder.build()) {
            assertThat(second.call(() -> "open").join()).isEqualTo("open");
        }
    }

    @Test
    void toString_tellsNameCountsAndState() {
        AsyncWrapper db = AsyncWrapper.of("db", 4);
        assertThat(db).hasToString("AsyncWrapper db (running=0/4, pending=0/1000, open)");
        db.close();
        assertThat(db).hasToString("AsyncWrapper db (running=0/4, pending=0/1000, closed)");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreads_beforeJava21_saysWhichJavaIsNeededAndWhichIsRunning() {
        assertThatThrownBy(() -> AsyncWrapper.builder("http", 500).virtualThreads())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("needs Java 21 or newer")
                .hasMessageContaining("this is Java " + Runtime.version());
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreads_fromJava21_runBodiesOnNamedVirtualThreads() throws Exception {
        try (AsyncWrapper http =
                AsyncWrapper.builder("http", 500).virtualThreads().build()) {
            Thread thread = http.call(Thread::currentThread).join();
            assertThat(thread.getName()).isEqualTo("http-1");
            assertThat((Boolean) Thread.class.getMethod("isVirtual").invoke(thread))
                    .isTrue();
            Executor executor = Runnable::run;
            excluded(
                    () -> AsyncWrapper.builder("http", 1).virtualThreads().executor(executor),
                    "virtualThreads()",
                    "executor(" + executor + ")");
        }
    }

    private static void excluded(ThrowingCallable action, String former, String wanted) {
        assertThatThrownBy(action)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(former + " and " + wanted + " exclude one another");
    }

    private static void refused(ThrowingCallable action, String message) {
        assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static void conflict(ThrowingCallable action, String message) {
        assertThatThrownBy(action).isInstanceOf(IllegalStateException.class).hasMessage(message);
    }
}

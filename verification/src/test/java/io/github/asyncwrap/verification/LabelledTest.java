package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.OutcomeKind;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** {@code labelled}: what calls are called in errors, events and running calls. */
class LabelledTest {

    @Test
    void errors_ofALabelledView_sayNameAndLabel() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(1).build();
                Gate gate = Gate.create()) {
            AsyncWrapper find = db.labelled("findUser");
            AsyncFuture<String> running = find.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> pending = find.within(Duration.ofMillis(1)).call(() -> "never");
            assertThat(Failures.of(pending).getMessage()).startsWith("db/findUser - timed out after ");
            db.call(() -> "fills the queue");
            assertThat(Failures.of(find.call(() -> "never")).getMessage()).startsWith("db/findUser - refused, full ");
            running.cancel(true);
            assertThat(Failures.of(running).getMessage()).startsWith("db/findUser - cancelled after ");
            find.close();
            assertThat(Failures.of(find.call(() -> "never")).getMessage()).startsWith("db/findUser - refused, closed ");
        }
    }

    @Test
    void labelled_again_theLastOneCounts_withTheNameOfTheLimitedView() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.labelled("first")
                    .limitedTo("reports", 1)
                    .labelled("second")
                    .call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(db.runningCalls().get(0).label()).isEqualTo("second");
            call.cancel(true);
            assertThat(Failures.of(call).getMessage()).startsWith("reports/second - cancelled after ");
            assertThat(call.toString()).contains("reports/second");
        }
    }

    @Test
    void events_ofALabelledView_haveTheLabel_othersHaveNone() {
        List<AsyncListener.Event> finished = new CopyOnWriteArrayList<>();
        AsyncListener listener = new AsyncListener() {
            @Override
            public void finished(Event call, OutcomeKind kind) {
                finished.add(call);
            }
        };
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).listener(listener).build()) {
            db.labelled("findUser").call(() -> "row").join();
            db.call(() -> "row").join();
        }
        assertThat(finished).extracting(AsyncListener.Event::wrapper).containsExactly("db", "db");
        assertThat(finished).extracting(AsyncListener.Event::label).containsExactly("findUser", null);
    }

    @Test
    void labelled_blankOrNull_isRefusedByName() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.labelled(" "))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("label must not be blank, was ' '");
            assertThatThrownBy(() -> db.labelled(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("label");
        }
    }

    @Test
    void toString_ofALabelledView_saysSo() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 4)) {
            assertThat(db.labelled("findUser"))
                    .hasToString("AsyncWrapper db (running=0/4, pending=0/1000, open), labelled findUser");
        }
    }
}

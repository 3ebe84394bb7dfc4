package io.github.asyncwrap.examples.lesson.echo;

import static io.github.asyncwrap.examples.lesson.echo.Step.delegate;
import static io.github.asyncwrap.examples.lesson.echo.Step.giveBack;
import static io.github.asyncwrap.examples.lesson.echo.Step.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A task of the delegators style, run by hand. */
class TrampolineTest {
    private final List<String> seen = new ArrayList<>();

    @Test
    void delegation_givesTheValueOfTheSubTask() throws IOException {
        Trampoline task = new Trampoline(() -> delegate(() -> sum(3), sum -> {
            seen.add("sum " + sum);
            return giveBack(sum);
        }));
        assertThat(task.run()).isNull();
        assertThat(seen).containsExactly("sum 6");
    }

    @Test
    void delegation_howeverDeep_needsNoDeepStack() throws IOException {
        Trampoline task = new Trampoline(() -> delegate(() -> sum(100_000), sum -> {
            seen.add("sum " + sum);
            return giveBack(sum);
        }));
        assertThat(task.run()).isNull();
        assertThat(seen).containsExactly("sum 5000050000");
    }

    @Test
    void wait_deepInSubTasks_givesTheThreadAway_andGoesOnWhereItWas() throws IOException {
        Pipe pipe = Pipe.open();
        try (Selector selector = Selector.open();
                Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            assertThat(sink.isOpen()).isTrue();
            source.configureBlocking(false);
            SelectionKey key = source.register(selector, 0);
            Trampoline task = new Trampoline(() -> delegate(
                    () -> delegate(
                            () -> waitFor(key, SelectionKey.OP_READ, () -> giveBack("read")),
                            value -> giveBack(value + ", inner")),
                    value -> {
                        seen.add(value + ", outer");
                        return giveBack(value);
                    }));
            Step.WaitFor<?> wait = Objects.requireNonNull(task.run());
            assertThat(wait.key()).isSameAs(key);
            assertThat(wait.interest()).isEqualTo(SelectionKey.OP_READ);
            assertThat(seen).isEmpty();
            assertThat(task.run()).isNull();
            assertThat(seen).containsExactly("read, inner, outer");
        }
    }

    @Test
    void failure_goesUpToTheOneWhoKnowsWhatToDo() throws IOException {
        Trampoline task = new Trampoline(() -> delegate(
                () -> delegate(
                        () -> {
                            throw new IOException("reset");
                        },
                        value -> {
                            seen.add("went on");
                            return giveBack(value);
                        }),
                new Step.Caller<Object, String>() {
                    @Override
                    public Step<String> returned(Object value) {
                        return giveBack("returned");
                    }

                    @Override
                    public Step<String> failed(IOException failure) {
                        seen.add("caught " + failure.getMessage());
                        return giveBack("");
                    }
                }));
        assertThat(task.run()).isNull();
        assertThat(seen).containsExactly("caught reset");
    }

    @Test
    void failure_thatNobodyExpects_endsTheTask() {
        IOException failure = new IOException("reset");
        Trampoline task = new Trampoline(() -> delegate(
                () -> {
                    throw failure;
                },
                value -> giveBack(value)));
        assertThatThrownBy(task::run).isSameAs(failure);
    }

    private static Step<Long> sum(long to) {
        return to == 0 ? giveBack(0L) : delegate(() -> sum(to - 1), rest -> giveBack(rest + to));
    }
}

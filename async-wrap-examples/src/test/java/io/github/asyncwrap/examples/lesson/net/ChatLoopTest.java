package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event loop on which things go wrong. */
class ChatLoopTest {
    private ChatLoop loop;

    @BeforeEach
    void start() throws Exception {
        loop = new ChatLoop("chat");
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
        ChatThreads.awaitNone();
    }

    @Test
    void errorInATask_endsThatTaskAlone() {
        loop.execute(() -> {
            throw new AssertionError("thrown by the test, on purpose");
        });
        assertThat(loop.ask(() -> "on").join()).isEqualTo("on");
    }

    @Test
    void errorInAQuestion_isItsAnswer() {
        CompletableFuture<String> answer = loop.ask(() -> {
            throw new AssertionError("thrown by the test, on purpose");
        });
        assertThatThrownBy(answer::join).hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void loopWhoseSelectorFails_answersNobodyWithSilence() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            assertThat(sink.isOpen()).isTrue();
            loop.ask(() -> {
                        loop.register(source, SelectionKey.OP_READ, key -> {})
                                .selector()
                                .close();
                        return true;
                    })
                    .join();
            assertThatThrownBy(() -> {
                        while (true) {
                            loop.ask(() -> "on").join(); // on, until it has noticed
                        }
                    })
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RejectedExecutionException.class);
        }
    }
}

package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkTest {

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        LoopThreads.awaitEnd();
    }

    @Test
    void lateAnswer_comesWhenItIsEnough() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (LateAnswer work = new LateAnswer(() -> asked.incrementAndGet() > 3)) {
            assertThat(work.perform()).isEqualTo("the server says 42");
            assertThat(asked.get()).isEqualTo(4);
        }
    }

    @Test
    void lateAnswer_closedBeforeItCame_isNone() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        LateAnswer work = new LateAnswer(() -> {
            connected.countDown();
            return false;
        });
        FutureTask<String> client = new FutureTask<>(work::perform);
        new Thread(client).start();
        connected.await();
        work.close();
        assertThatThrownBy(client::get)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("The server hung up without an answer");
    }

    @Test
    void lateAnswer_serverThatIsDown_isTold() throws Exception {
        LateAnswer work = new LateAnswer(() -> true);
        work.close();
        work.close(); // no harm
        assertThatThrownBy(work::perform).isInstanceOf(IOException.class);
    }

    @Test
    void keyWalk_findsAllKeys_asOftenAsItMust() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (KeyWalk work = new KeyWalk(() -> asked.incrementAndGet() == 2)) {
            // An order has 3 keys, and each of its 3 lines has 4.
            assertThat(work.perform()).isEqualTo(15_000 * (3 + 3 * 4) + " keys in 3 MiB of JSON, number of walks: 2");
        }
    }

    @Test
    void keyWalk_closed_endsWithoutAResult() {
        KeyWalk work = new KeyWalk(() -> false);
        work.close();
        assertThatThrownBy(work::perform).isInstanceOf(InterruptedException.class);
    }

    @Test
    void keyWalk_interrupted_ends() {
        try (KeyWalk work = new KeyWalk(() -> {
            Thread.currentThread().interrupt();
            return false;
        })) {
            assertThatThrownBy(work::perform).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }
}

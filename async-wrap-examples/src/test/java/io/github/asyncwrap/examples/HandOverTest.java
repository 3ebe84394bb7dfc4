package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class HandOverTest {

    private final HandOver handOver = new HandOver();

    @Test
    void read_ofALargerBuffer_givesOneChunk() throws Exception {
        FutureTask<Boolean> giving = start(() -> handOver.give(new byte[] {1, 2}) && handOver.give(new byte[] {3}));
        byte[] buffer = new byte[10];
        assertThat(handOver.read(buffer)).isEqualTo(2);
        assertThat(handOver.read(buffer)).isEqualTo(1);
        assertThat(buffer[0]).isEqualTo((byte) 3);
        assertThat(giving.get()).isTrue();
    }

    @Test
    void read_ofASmallerBuffer_givesTheChunkInParts() throws Exception {
        FutureTask<Boolean> giving = start(() -> {
            boolean taken = handOver.give(new byte[] {1, 2, (byte) 255});
            handOver.end();
            return taken;
        });
        byte[] buffer = new byte[2];
        assertThat(handOver.read(buffer)).isEqualTo(2);
        assertThat(giving.get()).as("taken with the first read").isTrue();
        assertThat(handOver.read()).isEqualTo(255);
        assertThat(handOver.isDrained()).isFalse();
        assertThat(handOver.read(buffer)).isEqualTo(-1);
        assertThat(handOver.read()).isEqualTo(-1);
        assertThat(handOver.isDrained()).isTrue();
    }

    @Test
    void give_ofAnEmptyChunk_handsNothingOver() throws Exception {
        assertThat(handOver.give(new byte[0])).isTrue();
        handOver.end();
        assertThat(handOver.read(new byte[1])).isEqualTo(-1);
    }

    @Test
    void give_waitingWhenTheReaderCloses_isReleased() throws Exception {
        FutureTask<Boolean> giving = start(() -> handOver.give(new byte[] {1}));
        handOver.close();
        assertThat(giving.get()).isFalse();
        assertThat(handOver.give(new byte[] {2})).isFalse();
        assertThat(handOver.give(new byte[0])).isFalse();
    }

    @Test
    void give_afterTheEnd_isRefused() {
        handOver.end();
        assertThatThrownBy(() -> handOver.give(new byte[] {1})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void read_waitingWhenTheWriterAbandons_failsWithTheReason() throws Exception {
        FutureTask<Integer> reading = start(() -> handOver.read(new byte[1]));
        handOver.abandon("gone home");
        assertThatThrownBy(reading::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("gone home");
    }

    @Test
    void read_ofAClosedStream_fails() {
        handOver.close();
        assertThatThrownBy(handOver::read).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void read_interrupted_failsAndKeepsTheFlag() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(handOver::read).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static <T> FutureTask<T> start(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "other-side");
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}

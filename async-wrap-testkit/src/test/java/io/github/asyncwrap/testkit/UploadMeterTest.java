package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadMeterTest {

    @Test
    void finish_nothingAdded_givesZeros() {
        UploadStats nothing = new UploadStats(0, 0, 0, 0, 3, Bodies.MD5_OF_NOTHING);

        assertThat(UploadMeter.ofChunks().finish(3)).isEqualTo(nothing);
        assertThat(UploadMeter.ofPieces(1024).finish(3)).isEqualTo(nothing);
    }

    @Test
    void pieces_1306BytesBy1024_areTwo() {
        byte[] body = Bodies.bytes(1306);
        UploadMeter meter = UploadMeter.ofPieces(1024);

        meter.update(body, 0, body.length);

        assertThat(meter.bytes()).isEqualTo(1306);
        assertThat(meter.finish(1)).isEqualTo(new UploadStats(1306, 2, 282, 1024, 1, Bodies.md5(body)));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,1024", "1023,1024", "1024,1024", "1025,1024", "4096,1024", "10000,1", "10000,7", "10000,20000"
    })
    void pieces_whateverThePackets_areTheSame(int size, int pieceSize) {
        byte[] body = Bodies.bytes(size);
        UploadStats expected = Bodies.inPieces(body, pieceSize, 1);

        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            UploadMeter meter = UploadMeter.ofPieces(pieceSize);
            for (int at = 0; at < size; ) {
                int length = Math.min(size - at, random.nextInt(3000)); // an empty packet too
                meter.update(body, at, length);
                at += length;
            }
            assertThat(meter.finish(1)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void chunks_toldByTheCaller_areCountedAsTheyAre() {
        byte[] body = Bodies.bytes(100);
        UploadMeter meter = UploadMeter.ofChunks();

        meter.update(body, 0, 10);
        meter.endChunk();
        meter.update(body, 10, 40);
        meter.update(body, 50, 43);
        meter.endChunk();
        meter.update(body, 93, 7);
        meter.endChunk();

        assertThat(meter.finish(2)).isEqualTo(new UploadStats(100, 3, 7, 83, 2, Bodies.md5(body)));
    }

    @Test
    void chunk_notEnded_isEndedByFinish() {
        UploadMeter meter = UploadMeter.ofChunks();

        meter.update(new byte[5], 0, 5);

        assertThat(meter.finish(1).count()).isEqualTo(1);
    }

    @Test
    void chunk_empty_isNotCounted() {
        UploadMeter meter = UploadMeter.ofChunks();

        meter.endChunk();
        meter.update(new byte[5], 0, 5);
        meter.endChunk();
        meter.endChunk();

        assertThat(meter.finish(1))
                .extracting(UploadStats::count, UploadStats::min)
                .containsExactly(1L, 5L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void buffer_heapOrDirect_isReadToItsLimit(boolean direct) {
        byte[] body = Bodies.bytes(2000);
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(2010) : ByteBuffer.allocate(2010);
        buffer.position(10).mark();
        buffer.put(body).reset();
        UploadMeter meter = UploadMeter.ofPieces(1024);

        meter.update(buffer);

        assertThat(buffer.hasRemaining()).isFalse();
        assertThat(meter.finish(1)).isEqualTo(Bodies.inPieces(body, 1024, 1));
    }

    @Test
    void pieceSize_belowOne_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UploadMeter.ofPieces(0))
                .withMessage("pieceSize must be at least 1: 0");
    }

    @Test
    void update_outsideTheArray_isRefusedAndNotCounted() {
        UploadMeter meter = UploadMeter.ofPieces(10);

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> meter.update(new byte[4], 2, 3));

        assertThat(meter.finish(1).bytes()).isZero();
    }

    @Test
    void endChunk_onPieces_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(UploadMeter.ofPieces(10)::endChunk)
                .withMessage("a meter of pieces of 10 bytes ends them by itself");
    }

    @Test
    void finishedMeter_anyUse_isRefused() {
        UploadMeter meter = UploadMeter.ofChunks();
        meter.finish(1);

        assertThatIllegalStateException().isThrownBy(() -> meter.finish(2)).withMessageStartingWith("finished already");
        assertThatIllegalStateException().isThrownBy(() -> meter.update(new byte[1], 0, 1));
        assertThatIllegalStateException().isThrownBy(() -> meter.update(ByteBuffer.allocate(1)));
        assertThatIllegalStateException().isThrownBy(meter::endChunk);
    }

    @Test
    void finish_negativeRequests_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UploadMeter.ofChunks().finish(-1))
                .withMessage("requests must not be negative: -1");
    }
}

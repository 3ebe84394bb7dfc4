package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in as bytes, and what goes out as such. */
class LineDecoderTest {

    @Test
    void lines_comeOutOneByOne_whateverPiecesTheyCameIn() {
        byte[] bytes = bytes("one\r\n\ntw\u00f6 \ud83d\ude00\nrest");
        for (int piece = 1; piece <= bytes.length; piece++) {
            LineDecoder decoder = new LineDecoder();
            List<String> lines = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += piece) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
                for (LineDecoder.Line line; (line = decoder.next(buffer)) != null; ) {
                    assertThat(line.complaint()).isNull();
                    lines.add(line.text());
                }
            }
            assertThat(lines).containsExactly("one", "", "tw\u00f6 \ud83d\ude00");
        }
    }

    @Test
    void longestLine_isWhole_andOneByteMoreIsTooLong() {
        String longest = "x".repeat(LineDecoder.MAX_BYTES);
        assertThat(decode(longest + "\n").text()).isEqualTo(longest);
        assertThat(decode(longest + "\r\n").text()).isEqualTo(longest);
        assertThat(decode(longest + "x\n").complaint()).contains("too long");
        assertThat(decode(longest + "\r\r\n").complaint()).isNotNull();
    }

    @Test
    void endlessLine_takesNoMemory_andTheNextIsRead() {
        LineDecoder decoder = new LineDecoder();
        byte[] many = bytes("x".repeat(100_000));
        for (int i = 0; i < 50; i++) {
            assertThat(decoder.next(ByteBuffer.wrap(many))).isNull();
        }
        ByteBuffer end = ByteBuffer.wrap(bytes("\nhello\n"));
        assertThat(decoder.next(end)).extracting(LineDecoder.Line::complaint).isNotNull();
        assertThat(decoder.next(end)).isEqualTo(new LineDecoder.Line("hello", null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, '\b', '\t', '\r', 0x1b, 0x7f, 0x85, 0x9b, 0x2028, 0x2029, 0x202e, 0x2066})
    void controlCharacters_areToldAndNotPassedOn(int character) {
        LineDecoder.Line line = decode("a" + Character.toString(character) + "b\n");
        assertThat(line.complaint()).contains("control");
        assertThat(line.text()).isEmpty();
    }

    @Test
    void bytesThatAreNoText_areToldAndNotPassedOn() {
        for (byte[] wrong : new byte[][] {{(byte) 0xff}, {(byte) 0xc0, (byte) 0xaf}, {(byte) 0xe2, (byte) 0x82}}) {
            LineDecoder decoder = new LineDecoder();
            decoder.next(ByteBuffer.wrap(wrong));
            assertThat(decoder.next(ByteBuffer.wrap(bytes("\n"))))
                    .isEqualTo(new LineDecoder.Line("", "That line was not UTF-8."));
        }
    }

    @Test
    void outbox_hasABound_andRoomAgainWhenSomethingHasGone() throws IOException {
        Outbox outbox = new Outbox();
        ByteBuffer line = ByteBuffer.allocate(Outbox.MAX_BYTES / 2);
        assertThat(outbox.offer(line)).isTrue();
        assertThat(outbox.offer(line)).isTrue();
        assertThat(outbox.offer(ByteBuffer.allocate(1))).isFalse();
        SlowChannel channel = new SlowChannel(7);
        outbox.flush(channel);
        assertThat(outbox.offer(ByteBuffer.allocate(8))).isFalse();
        assertThat(outbox.offer(ByteBuffer.allocate(7))).isTrue();
        channel.room = Integer.MAX_VALUE;
        outbox.flush(channel);
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(channel.written).isEqualTo(Outbox.MAX_BYTES + 7);
        assertThat(line.remaining()).isEqualTo(Outbox.MAX_BYTES / 2);
    }

    /** Room in an outbox for all that one is sent on joining, and as much again. */
    @Test
    void history_fitsInAnOutboxTwice() {
        int longest = "2026-11-29T12:34:56Z ".length() + "abcdefghijklmnopqrst: ".length() + LineDecoder.MAX_BYTES + 1;
        assertThat(2 * ChatHistory.KEPT * longest).isLessThan(Outbox.MAX_BYTES);
    }

    private static LineDecoder.Line decode(String text) {
        return Objects.requireNonNull(new LineDecoder().next(ByteBuffer.wrap(bytes(text))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes so many bytes and no more. */
    private static final class SlowChannel implements GatheringByteChannel {
        private int room;
        private int written;

        SlowChannel(int room) {
            this.room = room;
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            long count = 0;
            for (int i = offset; i < offset + length; i++) {
                count += write(sources[i]);
            }
            return count;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public int write(ByteBuffer source) {
            int count = Math.min(room, source.remaining());
            source.position(source.position() + count);
            room -= count;
            written += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}

package io.github.asyncwrap;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** What the results of the elements of a {@link Mapping} are collected in. */
final class Collectors {
    private Collectors() {}

    /** How many there were. */
    static final class Count implements MappedFuture.Collector<Long> {
        private long count;

        @Override
        public long most() {
            return Long.MAX_VALUE;
        }

        @Override
        public void set(long index, @Nullable Object value) {
            count++;
        }

        @Override
        public Long finished() {
            return count;
        }
    }

    /** The list that the user gets: in pieces, so that nothing is ever copied as it grows, but for the first piece. */
    static final class Values<T extends @Nullable Object> implements MappedFuture.Collector<List<T>> {
        private static final int PIECE_BITS = 10;
        private static final int PIECE = 1 << PIECE_BITS;
        private static final int FIRST = 16;

        private @Nullable Object[][] pieces = new Object[1][0];
        private int size;

        @Override
        public long most() {
            return Integer.MAX_VALUE;
        }

        @Override
        public void set(long index, @Nullable Object value) {
            int piece = (int) (index >> PIECE_BITS);
            int place = (int) (index & (PIECE - 1));
            if (piece >= pieces.length) {
                pieces = Arrays.copyOf(pieces, Math.max(piece + 1, pieces.length + (pieces.length >> 1)));
            }
            if (pieces[piece] == null) {
                pieces[piece] = new Object[PIECE];
            } else if (place >= pieces[piece].length) { // the first one
                int wanted = Math.max(FIRST, Math.max(place + 1, 2 * pieces[piece].length));
                pieces[piece] = Arrays.copyOf(pieces[piece], Math.min(PIECE, wanted));
            }
            pieces[piece][place] = value;
            size++;
        }

        @Override
        public List<T> finished() {
            return new InPieces<>(pieces, size);
        }
    }

    /** Unmodifiable. */
    private static final class InPieces<T extends @Nullable Object> extends AbstractList<T> implements RandomAccess {
        private final @Nullable Object[][] pieces;
        private final int size;

        InPieces(@Nullable Object[][] pieces, int size) {
            this.pieces = pieces;
            this.size = size;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // nothing but Ts is in it
        public T get(int index) {
            Objects.checkIndex(index, size);
            return (T) pieces[index >> Values.PIECE_BITS][index & (Values.PIECE - 1)];
        }

        @Override
        public int size() {
            return size;
        }
    }
}

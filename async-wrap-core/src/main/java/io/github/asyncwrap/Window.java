package io.github.asyncwrap;

import java.nio.ByteBuffer;
import java.util.function.ToIntFunction;

/**
 * How much may wait inside a bridge: one more item is taken as long as what waits weighs less than this.
 *
 * @param size the weight that makes a window full
 * @param unit what the weight counts, for errors
 * @param weigher what an item weighs, not negative and always the same
 */
record Window<T>(int size, String unit, ToIntFunction<? super T> weigher) {
    static final int BYTES = 64 * 1024;
    static final int ITEMS = 256;

    static Window<ByteBuffer> ofBytes(int size) {
        return new Window<>(Arguments.limit("windowBytes", size), "bytes", ByteBuffer::remaining);
    }

    static <T> Window<T> ofItems(int size) {
        return new Window<>(Arguments.limit("window", size), "items", item -> 1);
    }

    int weigh(T item) {
        return weigher.applyAsInt(item);
    }
}

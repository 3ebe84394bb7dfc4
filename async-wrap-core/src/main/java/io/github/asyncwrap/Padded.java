package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A reference that some threads write all the time while others use its neighbours: it has its cache line, of 64 bytes,
 * and the ones beside it, to itself.
 */
final class Padded<T> {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Padded.class, "value", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    @SuppressWarnings("unused") // to keep others away
    private @Nullable Object b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15, b16;

    private volatile @Nullable Object value;

    @SuppressWarnings("unused")
    private @Nullable Object a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16;

    @SuppressWarnings("unchecked") // nothing else is put in
    @Nullable
    T get() {
        return (T) value;
    }

    void set(@Nullable T next) {
        value = next;
    }

    boolean compareAndSet(@Nullable T expected, @Nullable T next) {
        return VALUE.compareAndSet(this, expected, next);
    }

    @SuppressWarnings("unchecked")
    @Nullable
    T getAndSet(@Nullable T next) {
        return (T) VALUE.getAndSet(this, next);
    }
}

package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A counter that some threads write all the time while others write its neighbours: it has its cache line, of 64 bytes,
 * and the one beside it, to itself, so that they do not take it from one another.
 */
final class PaddedLong {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(PaddedLong.class, "value", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    @SuppressWarnings("unused") // to keep others away
    private long before1, before2, before3, before4, before5, before6, before7, before8;

    @SuppressWarnings("UnusedVariable") // by the VarHandle
    private volatile long value;

    @SuppressWarnings("unused")
    private long after1, after2, after3, after4, after5, after6, after7, after8;

    long get() {
        return (long) VALUE.getVolatile(this);
    }

    /** For one who can do with an old value. */
    long getOpaque() {
        return (long) VALUE.getOpaque(this);
    }

    void setOpaque(long next) {
        VALUE.setOpaque(this, next);
    }

    boolean compareAndSet(long expected, long next) {
        return VALUE.compareAndSet(this, expected, next);
    }

    void increment() {
        long unused = (long) VALUE.getAndAdd(this, 1L);
    }
}

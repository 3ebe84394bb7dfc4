package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The carriers: own platform threads, virtual threads, an executor that the user gives. */
final class Carriers {
    private static final long KEEP_ALIVE_SECONDS = 60;
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private Carriers() {}

    /** Own platform threads. How many is the door's business: it never asks for more than it may have. */
    static Carrier platform(String name) {
        AtomicInteger number = new AtomicInteger();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return platform(task -> daemon(name + "-" + number.incrementAndGet(), loader, task));
    }

    static Carrier platform(ThreadFactory threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, SECONDS, new SynchronousQueue<>(), threads);
        return new OwnThreads() {
            @Override
            public void execute(Runnable task) {
                pool.execute(task);
            }

            @Override
            public void close() {
                pool.shutdown();
            }
        };
    }

    /**
     * A virtual thread for each task. Found at run time, since this is compiled for Java 17.
     *
     * @throws UnsupportedOperationException below Java 21
     */
    static Carrier virtual(String name) {
        ThreadFactory threads = virtualThreads(name + "-");
        return new Carrier() {
            @Override
            public void execute(Runnable task) {
                threads.newThread(task).start();
            }

            @Override
            public boolean ownsThreads() {
                return true;
            }
        };
    }

    /** The threads of an executor that belongs to somebody else, who also closes it. */
    static Carrier given(Executor executor) {
        return executor::execute;
    }

    static void requireVirtualThreads() {
        if (Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS) {
            throw new UnsupportedOperationException("virtualThreads() needs Java " + FIRST_WITH_VIRTUAL_THREADS
                    + " or newer, this is Java " + Runtime.version() + ": leave it out for platform threads");
        }
    }

    static Thread daemon(String name, @Nullable ClassLoader loader, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        return thread;
    }

    /** {@code Thread.ofVirtual().name(prefix, 1).inheritInheritableThreadLocals(false).factory()}. */
    private static ThreadFactory virtualThreads(String prefix) {
        requireVirtualThreads();
        try {
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            builder = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
            builder = type.getMethod("inheritInheritableThreadLocals", boolean.class)
                    .invoke(builder, false);
            Method factory = type.getMethod("factory");
            return (ThreadFactory) factory.invoke(builder);
        } catch (InvocationTargetException thrown) {
            throw new IllegalStateException("no virtual threads on Java " + Runtime.version(), thrown.getCause());
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("no virtual threads on Java " + Runtime.version(), missing);
        }
    }
}

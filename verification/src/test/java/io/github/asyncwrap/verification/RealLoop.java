package io.github.asyncwrap.verification;

import io.netty.channel.DefaultEventLoop;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/** The event loops that people have. */
enum RealLoop {
    VERTX {
        @Override
        Running start() {
            return onVertx(ThreadingModel.EVENT_LOOP);
        }
    },

    /** Each task may have a virtual thread of its own. */
    VERTX_VIRTUAL {
        @Override
        @Nullable
        String missing() {
            return withoutVirtualThreads();
        }

        @Override
        boolean keepsItsThread() {
            return false;
        }

        @Override
        Running start() {
            return onVertx(ThreadingModel.VIRTUAL_THREAD);
        }
    },

    NETTY {
        @Override
        Running start() {
            DefaultEventLoop loop = new DefaultEventLoop();
            return new Running(
                    loop, () -> loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly());
        }
    },

    SCHEDULER {
        @Override
        Running start() {
            ExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
            return new Running(scheduler, scheduler::shutdownNow);
        }
    },

    ONE_VIRTUAL_THREAD {
        @Override
        @Nullable
        String missing() {
            return withoutVirtualThreads();
        }

        @Override
        Running start() {
            ExecutorService loop = Executors.newSingleThreadExecutor(virtualThreads());
            return new Running(loop, loop::shutdownNow);
        }
    },

    SWING {
        @Override
        boolean ends() {
            return false;
        }

        @Override
        Running start() {
            return new Running(SwingUtilities::invokeLater, () -> {});
        }
    };

    /** One that has been started, and how it ends. */
    record Running(Executor executor, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    abstract Running start();

    /** Why it cannot be had here; null if it can. */
    @Nullable
    String missing() {
        return null;
    }

    boolean keepsItsThread() {
        return true;
    }

    boolean ends() {
        return true;
    }

    private static Running onVertx(ThreadingModel model) {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Context> context = new CompletableFuture<>();
        vertx.deployVerticle(
                        own -> {
                            context.complete(own);
                            return Future.succeededFuture();
                        },
                        new DeploymentOptions().setThreadingModel(model))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Context own = context.join();
        return new Running(
                task -> own.runOnContext(nothing -> task.run()),
                () -> vertx.close().toCompletionStage().toCompletableFuture().join());
    }

    private static @Nullable String withoutVirtualThreads() {
        int version = Runtime.version().feature();
        return version < 21 ? "no virtual threads on Java " + version : null;
    }

    /** {@code Thread.ofVirtual().factory()}, since this is compiled for Java 17. */
    private static ThreadFactory virtualThreads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(impossible.getMessage(), impossible);
        }
    }
}

package io.github.asyncwrap.verification;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The ways in which a call comes to a wrapper. */
enum Entry {
    CALL {
        @Override
        Submitter through(AsyncWrapper view) {
            return view::call;
        }
    },
    RUN {
        @Override
        Submitter through(AsyncWrapper view) {
            return new Submitter() {
                @Override
                public <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body) {
                    return voidAs(view.run(body::call));
                }
            };
        }
    },
    ACCEPT {
        @Override
        Submitter through(AsyncWrapper view) {
            return new Submitter() {
                @Override
                public <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body) {
                    return voidAs(view.accept(Callable::call, body));
                }
            };
        }
    },
    WRAP_CALLABLE {
        @Override
        Submitter through(AsyncWrapper view) {
            return new Submitter() {
                @Override
                public <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body) {
                    return view.<T>wrapCallable(body).get();
                }
            };
        }
    },
    WRAP_FUNCTION {
        @Override
        Submitter through(AsyncWrapper view) {
            return new Submitter() {
                @Override
                public <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body) {
                    return view.<Callable<T>, T>wrapFunction(Callable::call).apply(body);
                }
            };
        }
    },
    WRAP_CONSUMER {
        @Override
        Submitter through(AsyncWrapper view) {
            return new Submitter() {
                @Override
                public <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body) {
                    return voidAs(view.<Callable<T>>wrapConsumer(Callable::call).apply(body));
                }
            };
        }
    },
    WRAP_INTERFACE {
        @Override
        Submitter through(AsyncWrapper view) {
            AsyncBackend twin = view.wrapInterface(AsyncBackend.class, new Backend());
            return twin::answer;
        }
    },
    /** Each body gives a stage that is complete. */
    FLAT_CALL {
        @Override
        Submitter through(AsyncWrapper view) {
            return new Submitter() {
                @Override
                public <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body) {
                    return view.flatCall(() -> CompletableFuture.completedStage(body.call()));
                }
            };
        }
    },
    WITHIN {
        @Override
        AsyncWrapper view(AsyncWrapper door, int limit, Executor executor) {
            return door.within(Duration.ofHours(1));
        }
    },
    LIMITED_TO {
        @Override
        AsyncWrapper view(AsyncWrapper door, int limit, Executor executor) {
            return door.limitedTo("view", limit);
        }
    },
    DELIVER_ON {
        @Override
        AsyncWrapper view(AsyncWrapper door, int limit, Executor executor) {
            return door.deliverOn(executor);
        }
    },
    UNINTERRUPTIBLE {
        @Override
        AsyncWrapper view(AsyncWrapper door, int limit, Executor executor) {
            return door.uninterruptible();
        }
    },
    LABELLED {
        @Override
        AsyncWrapper view(AsyncWrapper door, int limit, Executor executor) {
            return door.labelled("find");
        }
    },
    /** Each call has a key of its own. */
    KEYED {
        @Override
        Submitter through(AsyncWrapper view) {
            return new Submitter() {
                @Override
                public <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body) {
                    return view.keyed(new Object()).call(body);
                }
            };
        }
    },
    VIEW_OF_A_VIEW {
        @Override
        AsyncWrapper view(AsyncWrapper door, int limit, Executor executor) {
            return door.limitedTo("outer", limit + 10)
                    .labelled("find")
                    .limitedTo("inner", limit)
                    .deliverOn(executor)
                    .within(Duration.ofHours(1));
        }
    },
    EXECUTOR_SERVICE {
        @Override
        Submitter through(AsyncWrapper view) {
            ListeningExecutorService executor = view.asExecutorService();
            return new Submitter() {
                @Override
                public <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body) {
                    return (AsyncFuture<T>) executor.submit(body);
                }
            };
        }
    };

    /** What blocks, behind an interface. */
    public static final class Backend {
        public <T extends @Nullable Object> T answer(Callable<T> body) throws Exception {
            return body.call();
        }
    }

    /** The same, asynchronous. */
    public interface AsyncBackend {
        <T extends @Nullable Object> AsyncFuture<T> answer(Callable<T> body);
    }

    /** Hands bodies to one wrapper in one way. */
    interface Submitter {
        <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body);
    }

    /** The view that calls go through, with the limit of the door if it has one of its own. */
    AsyncWrapper view(AsyncWrapper door, int limit, Executor executor) {
        return door;
    }

    Submitter through(AsyncWrapper view) {
        return view::call;
    }

    /** Whether the body's value becomes the future's; it is null otherwise. */
    boolean givesValues() {
        return this != RUN && this != ACCEPT && this != WRAP_CONSUMER;
    }

    boolean interrupts() {
        return this != UNINTERRUPTIBLE;
    }

    /** A scenario sees null where a value would be, see {@link #givesValues()}. */
    @SuppressWarnings("unchecked")
    private static <T extends @Nullable Object> AsyncFuture<T> voidAs(AsyncFuture<Void> future) {
        return (AsyncFuture<T>) (AsyncFuture<?>) future;
    }
}

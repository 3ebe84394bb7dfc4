package io.github.asyncwrap.benchmarks.peers;

import java.util.concurrent.Future;

/** Who runs the bodies; the names are the values of the parameter {@code peer}. */
public enum Peer {
    /** {@code AsyncWrapper.call}, as shipped. */
    ours {
        @Override
        public Pool open(int limit, int maxPending) {
            return Ours.onPlatformThreads(limit, maxPending);
        }
    },
    /** The same on virtual threads, from Java 21 on. */
    oursVirtual {
        @Override
        public Pool open(int limit, int maxPending) {
            return Ours.onVirtualThreads(limit, maxPending);
        }
    },
    /** {@code ThreadPoolExecutor.submit}. */
    tpe {
        @Override
        public Pool open(int limit, int maxPending) {
            return Jdk.submit(limit, maxPending);
        }
    },
    /** {@code CompletableFuture.supplyAsync} on a ThreadPoolExecutor. */
    supplyAsync {
        @Override
        public Pool open(int limit, int maxPending) {
            return Jdk.supplyAsync(Jdk.threads(limit, maxPending));
        }
    },
    /** Guava's {@code listeningDecorator} on a ThreadPoolExecutor. */
    guava {
        @Override
        public Pool open(int limit, int maxPending) {
            return Others.guava(limit, maxPending);
        }
    },
    /** Resilience4j's ThreadPoolBulkhead. */
    resilience4j {
        @Override
        public Pool open(int limit, int maxPending) {
            return Others.resilience4j(limit, maxPending);
        }
    },
    /** Failsafe's {@code getAsync} with a Bulkhead, on a ThreadPoolExecutor. */
    failsafe {
        @Override
        public Pool open(int limit, int maxPending) {
            return Others.failsafe(limit, maxPending);
        }
    },
    /** Reactor's {@code subscribeOn} a bounded elastic scheduler. */
    reactor {
        @Override
        public Pool open(int limit, int maxPending) {
            return Others.reactor(limit, maxPending);
        }
    },
    /** Vert.x' {@code executeBlocking}, unordered; its queue has no bound. */
    vertx {
        @Override
        public Pool open(int limit, int maxPending) {
            return Others.vertx(limit);
        }
    },
    /** Spotify's ConcurrencyLimiter in front of {@code supplyAsync}. */
    spotify {
        @Override
        public Pool open(int limit, int maxPending) {
            return Others.spotify(limit, maxPending);
        }
    },
    /** {@code supplyAsync} on a ForkJoinPool; its queue has no bound. */
    forkjoin {
        @Override
        public Pool open(int limit, int maxPending) {
            return Jdk.forkJoin(limit);
        }
    },
    /** A virtual thread for each body, with a Semaphore; from Java 21 on. */
    virtual {
        @Override
        public Pool open(int limit, int maxPending) {
            return Jdk.virtualThreads(limit);
        }
    };

    /** What stands where no peer is open yet. */
    public static final Pool NONE = new Pool() {
        @Override
        public <T> Future<T> submit(Body<T> body) {
            throw new IllegalStateException("no peer is open");
        }

        @Override
        public void close() {}
    };

    /**
     * Starts the peer.
     *
     * @param limit how many bodies at once
     * @param maxPending how many may wait
     * @return the peer, to be closed
     */
    public abstract Pool open(int limit, int maxPending);
}

package io.github.asyncwrap.benchmarks.peers;

import java.util.concurrent.Future;

/** Who runs the bodies; the names are the values of the parameter {@code peer}. */
public enum Peer {
    /** {@code AsyncWrapper.call}, as shipped. */
    ours(Ours::onPlatformThreads),
    /** The same with a timeout that is far away. */
    oursWithin(Ours::within),
    /** The same as the first on virtual threads, from Java 21 on. */
    oursVirtual(Ours::onVirtualThreads),
    /** {@code ThreadPoolExecutor.submit}. */
    tpe(Jdk::submit),
    /** {@code CompletableFuture.supplyAsync} on a ThreadPoolExecutor. */
    supplyAsync(Jdk::supplyAsync),
    /** Guava's {@code listeningDecorator} on a ThreadPoolExecutor. */
    guava(Others::guava),
    /** Resilience4j's ThreadPoolBulkhead. */
    resilience4j(Others::resilience4j),
    /** Failsafe's {@code getAsync} with a Bulkhead, on a ThreadPoolExecutor. */
    failsafe(Others::failsafe),
    /** Reactor's {@code subscribeOn} a bounded elastic scheduler. */
    reactor(Others::reactor),
    /** Vert.x' {@code executeBlocking}, unordered; its queue has no bound. */
    vertx((limit, maxPending) -> Others.vertx(limit)),
    /** Spotify's ConcurrencyLimiter in front of a ThreadPoolExecutor. */
    spotify(Others::spotify),
    /** {@code supplyAsync} on a ForkJoinPool; its queue has no bound. */
    forkjoin((limit, maxPending) -> Jdk.forkJoin(limit)),
    /** A virtual thread for each body, with a Semaphore; from Java 21 on. */
    virtual((limit, maxPending) -> Jdk.virtualThreads(limit));

    /** What stands where no peer is open yet. */
    public static final Pool NONE = new Pool() {
        @Override
        public <T> Future<T> submit(Body<T> body) {
            throw new IllegalStateException("no peer is open");
        }

        @Override
        public void close() {}
    };

    @SuppressWarnings("ImmutableEnumChecker") // all are references to static methods
    private final Opening opening;

    Peer(Opening opening) {
        this.opening = opening;
    }

    private interface Opening {
        Pool open(int limit, int maxPending);
    }

    /**
     * Starts the peer.
     *
     * @param limit how many bodies at once
     * @param maxPending how many may wait
     * @return the peer, to be closed
     */
    public Pool open(int limit, int maxPending) {
        return opening.open(limit, maxPending);
    }
}

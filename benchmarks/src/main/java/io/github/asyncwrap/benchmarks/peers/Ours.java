package io.github.asyncwrap.benchmarks.peers;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import java.time.Duration;
import java.util.concurrent.Future;

/** The door, with everything that it has when nothing is switched on or off. */
record Ours(AsyncWrapper door) implements Pool {

    static Pool onPlatformThreads(int limit, int maxPending) {
        return new Ours(settings(limit, maxPending).build());
    }

    static Pool within(int limit, int maxPending) {
        return new Ours(settings(limit, maxPending).timeout(Duration.ofHours(1)).build());
    }

    static Pool onVirtualThreads(int limit, int maxPending) {
        return new Ours(settings(limit, maxPending).virtualThreads().build());
    }

    private static AsyncWrapperBuilder settings(int limit, int maxPending) {
        return AsyncWrapper.builder("bench", limit).maxPending(maxPending);
    }

    @Override
    public <T> Future<T> submit(Body<T> body) {
        return door.call(body);
    }

    @Override
    public void close() {
        door.close(Duration.ofSeconds(1));
    }
}

package io.github.asyncwrap.verification.conformance;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.verification.Carried;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The kinds of futures that a contract is held against. */
enum Subject {
    /** The JDK's own: the reference. */
    JDK {
        @Override
        <V> Source<V> open(Carried carried, V value) {
            return new Source<>(new CompletableFuture<>(), value);
        }
    },
    /** An AsyncFuture without a body, which somebody completes. */
    PROMISE {
        @Override
        <V> Source<V> open(Carried carried, V value) {
            AsyncWrapper door = carried.wrapper(1);
            return new Source<>(door.call(() -> value).newIncompleteFuture(), value, door);
        }
    },
    RUNNING_CALL {
        @Override
        <V> Source<V> open(Carried carried, V value) throws InterruptedException {
            AsyncWrapper door = carried.wrapper(1);
            Gate body = Gate.create();
            return new Source<>(running(door, body, value), value, door, body);
        }
    },
    PENDING_CALL {
        @Override
        <V> Source<V> open(Carried carried, V value) throws InterruptedException {
            AsyncWrapper door = carried.wrapper(1);
            Gate before = Gate.create();
            AsyncFuture<V> unused = running(door, before, value);
            Gate body = Gate.create();
            return new Source<>(door.call(body.callable(value)), value, door, body, before);
        }
    },
    /** A stage of a running call. */
    DERIVED {
        @Override
        <V> Source<V> open(Carried carried, V value) throws InterruptedException {
            AsyncWrapper door = carried.wrapper(1);
            Gate body = Gate.create();
            return new Source<>(running(door, body, value).thenApply(same -> same), value, door, body);
        }
    };

    /** A new future of this kind, which has not ended. */
    abstract <V> Source<V> open(Carried carried, V value) throws InterruptedException;

    final Source<String> open() throws InterruptedException {
        return open(Carried.PLATFORM, "row");
    }

    final boolean isOurs() {
        return this != JDK;
    }

    /** Whether there is a body behind it, whose thread gives the outcome. */
    final boolean hasBody() {
        return this != JDK && this != PROMISE;
    }

    static Stream<Subject> ours() {
        return Stream.of(values()).filter(Subject::isOurs);
    }

    private static <V> AsyncFuture<V> running(AsyncWrapper door, Gate body, V value) throws InterruptedException {
        AsyncFuture<V> call = door.call(body.callable(value));
        body.awaitEntered(1);
        return call;
    }
}

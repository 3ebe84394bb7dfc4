package io.github.asyncwrap.verification.mapping;

import io.github.asyncwrap.AsyncMapping;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.verification.PatientEnvironment;
import java.util.Iterator;
import java.util.concurrent.Flow;
import java.util.stream.LongStream;
import org.reactivestreams.tck.TestEnvironment;

/** What the kit is run against, and how long it waits. */
final class Subjects {
    private static final long MUST_NOT_COME_MILLIS = 10;

    private static final AsyncWrapper DB = AsyncWrapper.of("tck", 4);

    private Subjects() {}

    static TestEnvironment environment() {
        return new PatientEnvironment(MUST_NOT_COME_MILLIS);
    }

    static AsyncMapping<Integer, Integer> mapping(boolean ordered) {
        AsyncMapping<Integer, Integer> mapping = DB.mapping(i -> i);
        return ordered ? mapping : mapping.unordered();
    }

    /** As many elements, or endless ones. */
    static Iterable<Integer> elements(long count) {
        return () -> ints(count);
    }

    private static Iterator<Integer> ints(long count) {
        return LongStream.range(0, count).mapToObj(i -> (int) i).iterator();
    }

    /** Another publisher with as many elements, by the JDK's means and ours. */
    static Flow.Publisher<Integer> publisher(long count) {
        return mapping(true).publish(elements(count));
    }

    static <T> Flow.Publisher<T> failed() {
        return subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {}
            });
            subscriber.onError(new IllegalStateException("there is nothing to publish"));
        };
    }
}

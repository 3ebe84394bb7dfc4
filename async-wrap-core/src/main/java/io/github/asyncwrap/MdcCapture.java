package io.github.asyncwrap;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/** Carries slf4j's MDC along. An empty one, too: a body must not see what its thread happens to have. */
final class MdcCapture implements ContextCapture {
    /** The most frequent of all contexts, which costs a call nothing: see {@link #callEmpty}. */
    static final Snapshot EMPTY = task -> around(null, task);

    /** Whether the logging backend has an MDC at all. */
    static boolean isOfUse() {
        return !(MDC.getMDCAdapter() instanceof NOPMDCAdapter);
    }

    @Override
    public Snapshot capture() {
        Map<String, String> captured = current();
        return captured == null ? EMPTY : task -> around(captured, task);
    }

    private static @Nullable Map<String, String> current() {
        Map<String, String> map = MDC.getCopyOfContextMap();
        return map == null || map.isEmpty() ? null : map;
    }

    /** Runs a body in an empty MDC. */
    static <T extends @Nullable Object> T callEmpty(Callable<? extends T> body) throws Exception {
        Map<String, String> former = begin(null);
        try {
            return body.call();
        } finally {
            end(former);
        }
    }

    private static void around(@Nullable Map<String, String> captured, Runnable task) {
        Map<String, String> former = begin(captured);
        try {
            task.run();
        } finally {
            end(former);
        }
    }

    private static @Nullable Map<String, String> begin(@Nullable Map<String, String> captured) {
        Map<String, String> former = current();
        if (captured != null || former != null) {
            set(captured);
        }
        return former;
    }

    /** Clearing an empty one would cost more than looking: what it clears, the next look has to make anew. */
    private static void end(@Nullable Map<String, String> former) {
        if (former != null || current() != null) {
            set(former);
        }
    }

    private static void set(@Nullable Map<String, String> map) {
        if (map != null) {
            MDC.setContextMap(map);
        } else {
            MDC.clear();
        }
    }
}

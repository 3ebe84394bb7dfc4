package io.github.asyncwrap;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/** Carries slf4j's MDC along. An empty one, too: a body must not see what its thread happens to have. */
final class MdcCapture implements ContextCapture {
    private static final Snapshot EMPTY = task -> around(null, task);

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

    private static void around(@Nullable Map<String, String> captured, Runnable task) {
        Map<String, String> former = current();
        if (captured != null || former != null) {
            set(captured);
        }
        try {
            task.run();
        } finally {
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

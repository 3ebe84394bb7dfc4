package io.github.asyncwrap.testkit;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The faults of one request. Immutable. */
final class FaultPlan {

    static final FaultPlan NONE = new FaultPlan(Map.of());

    private final Map<Class<?>, FaultAction> bySlot;

    private FaultPlan(Map<Class<?>, FaultAction> bySlot) {
        this.bySlot = bySlot;
    }

    /** Of those with the same slot the first one counts. */
    static FaultPlan of(Collection<? extends FaultAction> actions) {
        if (actions.isEmpty()) {
            return NONE;
        }
        Map<Class<?>, FaultAction> bySlot = new HashMap<>();
        for (FaultAction action : actions) {
            bySlot.putIfAbsent(action.slot(), action);
        }
        return new FaultPlan(bySlot);
    }

    boolean isEmpty() {
        return bySlot.isEmpty();
    }

    boolean has(Class<? extends FaultAction> type) {
        return find(type) != null;
    }

    <T extends FaultAction> @Nullable T find(Class<T> type) {
        for (FaultAction action : bySlot.values()) {
            if (type.isInstance(action)) {
                return type.cast(action);
            }
        }
        return null;
    }
}

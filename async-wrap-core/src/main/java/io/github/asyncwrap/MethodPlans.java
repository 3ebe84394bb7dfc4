package io.github.asyncwrap;

import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plans for the methods of a proxy. A proxy hands over the same {@code Method} objects each time, so once one has been
 * seen it is found by its identity: comparing methods (their classes, names and parameters) costs more than all else that
 * a proxy adds to a call.
 */
@SuppressWarnings("ReferenceEquality") // that is the point
final class MethodPlans {
    private final Map<Method, MethodPlan> all;

    /** Replaced, never changed; where two threads replace it at once, one of them is forgotten until next time. */
    private volatile Seen seen;

    MethodPlans(Map<Method, MethodPlan> all) {
        this.all = Map.copyOf(all);
        this.seen = new Seen(Integer.highestOneBit(Math.max(1, all.size())) * 4);
    }

    /** Null if there is none. */
    @Nullable
    MethodPlan of(Method method) {
        Seen known = seen;
        int slot = known.slotOf(method);
        return known.methods[slot] == method ? known.plans[slot] : see(method);
    }

    private @Nullable MethodPlan see(Method method) {
        MethodPlan plan = all.get(method);
        Seen known = seen;
        boolean isNew = known.methods[known.slotOf(method)] == null;
        // Whoever calls the handler by himself may have a new Method object each time.
        if (plan != null && isNew && known.count < all.size()) {
            seen = known.with(method, plan);
        }
        return plan;
    }

    /** An open-addressed table, whose size is a power of two, and at most half of which is used. */
    private static final class Seen {
        private final @Nullable Method[] methods;
        private final @Nullable MethodPlan[] plans;
        private final int count;

        Seen(int slots) {
            this(new @Nullable Method[slots], new @Nullable MethodPlan[slots], 0);
        }

        private Seen(@Nullable Method[] methods, @Nullable MethodPlan[] plans, int count) {
            this.methods = methods;
            this.plans = plans;
            this.count = count;
        }

        /** Where it is, or would be. */
        int slotOf(Method method) {
            int slot = System.identityHashCode(method) & (methods.length - 1);
            while (methods[slot] != null && methods[slot] != method) {
                slot = (slot + 1) & (methods.length - 1);
            }
            return slot;
        }

        Seen with(Method method, MethodPlan plan) {
            Seen more = new Seen(methods.clone(), plans.clone(), count + 1);
            int slot = more.slotOf(method); // a free one: nobody has brought it meanwhile
            more.methods[slot] = method;
            more.plans[slot] = plan;
            return more;
        }
    }
}

package io.github.asyncwrap;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** One call through the door, by the view that has the policy of the method. */
final class CallPlan implements MethodPlan {
    private final View view;

    /** Of the other side's method and object, {@linkplain Application#prepare prepared}. */
    private final MethodHandle body;

    CallPlan(View view, MethodHandle body) {
        this.view = view;
        this.body = body;
    }

    @Override
    public AsyncFuture<?> invoke(Object proxy, @Nullable Object @Nullable [] arguments) {
        return view.submit(Application.of(body, arguments));
    }

    /** The same in the order of an argument's value. */
    record InOrder(View view, MethodHandle body, int keyed, String parameter) implements MethodPlan {
        @Override
        public AsyncFuture<?> invoke(Object proxy, @Nullable Object @Nullable [] arguments) {
            Object key = arguments == null ? null : arguments[keyed];
            if (key == null) {
                throw new NullPointerException(parameter + " is the key of the call (@Keyed) and must not be null");
            }
            return view.keyed(key).submit(Application.of(body, arguments));
        }
    }
}

package io.github.asyncwrap;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One call through the door, by the view that has the policy of the method. */
final class CallPlan implements MethodPlan {
    private final View view;

    /** {@code (Object[])Object}, of the other side's method and object. */
    private final MethodHandle body;

    CallPlan(View view, MethodHandle body) {
        this.view = view;
        this.body = body;
    }

    @Override
    public AsyncFuture<?> invoke(Object proxy, @Nullable Object @Nullable [] arguments) {
        return view.submit(new Body(body, arguments));
    }

    /** The same in the order of an argument's value. */
    record InOrder(View view, MethodHandle body, int keyed, String parameter) implements MethodPlan {
        @Override
        public AsyncFuture<?> invoke(Object proxy, @Nullable Object @Nullable [] arguments) {
            Object key = arguments == null ? null : arguments[keyed];
            if (key == null) {
                throw new NullPointerException(parameter + " is the key of the call (@Keyed) and must not be null");
            }
            return view.keyed(key).submit(new Body(body, arguments));
        }
    }

    /** One application of the other side's method. */
    private static final class Body implements Callable<@Nullable Object> {
        private final MethodHandle body;
        private final @Nullable Object @Nullable [] arguments;

        Body(MethodHandle body, @Nullable Object @Nullable [] arguments) {
            this.body = body;
            this.arguments = arguments;
        }

        @Override
        public @Nullable Object call() throws Exception {
            try {
                return (Object) body.invokeExact(arguments);
            } catch (Exception | Error thrown) {
                throw thrown;
            } catch (Throwable other) {
                throw Body.<RuntimeException>asItIs(other);
            }
        }

        /** A Callable may not say that it throws anything; a body's exception arrives as it is all the same. */
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <E extends Throwable> E asItIs(Throwable thrown) throws E {
            throw (E) thrown;
        }
    }
}

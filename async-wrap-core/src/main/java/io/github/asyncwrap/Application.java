package io.github.asyncwrap;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A method of the object behind an interface, applied to the arguments of one call. Those of a method with one parameter
 * do not stay in the array in which a proxy hands them over: the compiler then leaves that array out, and nothing has to
 * be spread when the body runs.
 */
abstract class Application implements Callable<@Nullable Object> {
    final MethodHandle method;

    private Application(MethodHandle method) {
        this.method = method;
    }

    /** The form in which {@link #of} takes a method that has only objects as parameters and result. */
    static MethodHandle prepare(MethodHandle method) {
        return method.type().parameterCount() == 1 ? method : TargetMethod.spread(method, 0);
    }

    /**
     * One application.
     *
     * @param prepared what {@link #prepare} gave
     * @param arguments null if there are none
     */
    static Application of(MethodHandle prepared, @Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length == 1
                ? new ToOne(prepared, arguments[0])
                : new ToAll(prepared, arguments);
    }

    abstract @Nullable Object apply() throws Throwable;

    @Override
    public final @Nullable Object call() throws Exception {
        try {
            return apply();
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable other) {
            throw Application.<RuntimeException>asItIs(other);
        }
    }

    /** A Callable may not say that it throws anything; a body's exception arrives as it is all the same. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E asItIs(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static final class ToOne extends Application {
        private final @Nullable Object argument;

        ToOne(MethodHandle method, @Nullable Object argument) {
            super(method);
            this.argument = argument;
        }

        @Override
        @Nullable
        Object apply() throws Throwable {
            return (Object) method.invokeExact(argument);
        }
    }

    private static final class ToAll extends Application {
        private final @Nullable Object @Nullable [] arguments;

        ToAll(MethodHandle method, @Nullable Object @Nullable [] arguments) {
            super(method);
            this.arguments = arguments;
        }

        @Override
        @Nullable
        Object apply() throws Throwable {
            return (Object) method.invokeExact(arguments);
        }
    }
}

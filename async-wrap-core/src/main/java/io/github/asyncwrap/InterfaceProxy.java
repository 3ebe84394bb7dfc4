package io.github.asyncwrap;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One interface in front of an object, each of its methods with a plan of its own. Two of them are equal if they have the
 * same interface, the same object, and the same thing in between.
 */
final class InterfaceProxy implements InvocationHandler {
    private final Class<?> api;
    private final Object target;

    /** The view that calls go through; for a blocking view what says so. */
    private final Object through;

    private final MethodPlans plans;

    private InterfaceProxy(Class<?> api, Object target, Object through, Map<Method, MethodPlan> plans) {
        this.api = api;
        this.target = target;
        this.through = through;
        this.plans = new MethodPlans(plans);
    }

    static <I> I of(Class<I> api, Object target, Object through, Map<Method, MethodPlan> plans) {
        InterfaceProxy handler = new InterfaceProxy(api, target, through, plans);
        return api.cast(Proxy.newProxyInstance(api.getClassLoader(), new Class<?>[] {api}, handler));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        MethodPlan plan = plans.of(method);
        return plan != null ? plan.invoke(proxy, arguments) : ofObject(method.getName(), arguments);
    }

    /** What is left are equals, hashCode and toString. They call nothing of the other side's. */
    private Object ofObject(String method, @Nullable Object @Nullable [] arguments) {
        return switch (method) {
            case "equals" -> arguments != null && isSameAs(arguments[0]);
            case "hashCode" -> 31 * api.hashCode() + System.identityHashCode(target);
            default -> toString();
        };
    }

    private boolean isSameAs(@Nullable Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof InterfaceProxy that
                && that.api == api
                && that.target == target
                && that.through == through;
    }

    @Override
    public String toString() {
        return api.getSimpleName() + " of " + target.getClass().getName() + "@"
                + Integer.toHexString(System.identityHashCode(target)) + " through " + through;
    }
}

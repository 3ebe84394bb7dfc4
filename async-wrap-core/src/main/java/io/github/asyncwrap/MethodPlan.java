package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/** What an {@link InterfaceProxy} does when one of its methods is called; decided when the proxy is made. */
interface MethodPlan {

    /**
     * Does it.
     *
     * @param arguments null if there are none
     */
    @Nullable
    Object invoke(Object proxy, @Nullable Object @Nullable [] arguments) throws Throwable;
}

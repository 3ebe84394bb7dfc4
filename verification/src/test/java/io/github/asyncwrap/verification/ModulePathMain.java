package io.github.asyncwrap.verification;

import io.github.asyncwrap.AsyncWrapper;

/** In the child: runs a class of the module on the module path, and compares what it says. */
public final class ModulePathMain {
    private ModulePathMain() {}

    public static void main(String[] arguments) {
        try {
            Module user = ModuleLayer.boot().findModule("async.wrap.user").orElseThrow();
            Class<?> shown = Class.forName(user, "async.wrap.user." + arguments[0]);
            Object said = shown.getMethod("run").invoke(null);
            if (!arguments[1].equals(said) || !AsyncWrapper.class.getModule().isNamed()) {
                throw new AssertionError(said + " of " + AsyncWrapper.class.getModule());
            }
            ChildJvm.passed();
        } catch (Throwable failure) {
            ChildJvm.failed(failure);
        }
    }
}

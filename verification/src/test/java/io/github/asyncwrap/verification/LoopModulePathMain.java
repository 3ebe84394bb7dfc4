package io.github.asyncwrap.verification;

/** In the child: runs what the module on the module path has to show. */
public final class LoopModulePathMain {
    private LoopModulePathMain() {}

    public static void main(String[] arguments) {
        try {
            Module user = ModuleLayer.boot().findModule("loop.user").orElseThrow();
            Class<?> shown = Class.forName(user, "loop.user.Shown");
            Object said = shown.getMethod("run").invoke(null);
            if (!"loop.user.Shown.waits, guarded, over".equals(said)) {
                throw new AssertionError(said);
            }
            ChildJvm.passed();
        } catch (Throwable failure) {
            ChildJvm.failed(failure);
        }
    }
}

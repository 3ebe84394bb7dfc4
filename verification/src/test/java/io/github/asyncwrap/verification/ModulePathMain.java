package io.github.asyncwrap.verification;

/** In the child: runs what the module on the module path has to show. */
public final class ModulePathMain {
    private ModulePathMain() {}

    public static void main(String[] arguments) {
        try {
            Module user = ModuleLayer.boot().findModule("async.wrap.user").orElseThrow();
            Class<?> shown = Class.forName(user, "async.wrap.user.Shown");
            Object said = shown.getMethod("run").invoke(null);
            if (!"row, rowrow, row, refused, refused, row".equals(said)) {
                throw new AssertionError(said);
            }
            ChildJvm.passed();
        } catch (Throwable failure) {
            ChildJvm.failed(failure);
        }
    }
}

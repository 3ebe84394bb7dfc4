package io.github.asyncwrap.verification.file;

import io.github.asyncwrap.verification.ChildJvm;

/** In the child: runs what the module on the module path has to show. */
public final class FileModuleMain {
    private FileModuleMain() {}

    public static void main(String[] arguments) {
        try {
            Module filer = ModuleLayer.boot().findModule("async.wrap.filer").orElseThrow();
            Object said = Class.forName(filer, "async.wrap.filer.Shown")
                    .getMethod("run")
                    .invoke(null);
            if (!"8: one;two;".equals(said)) {
                throw new AssertionError(said);
            }
            ChildJvm.passed();
        } catch (Throwable failure) {
            ChildJvm.failed(failure);
        }
    }
}

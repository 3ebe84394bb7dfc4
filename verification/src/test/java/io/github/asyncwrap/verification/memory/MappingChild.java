package io.github.asyncwrap.verification.memory;

import io.github.asyncwrap.verification.ChildJvm;

/** One scenario in a JVM of its own: its name, and how many elements. */
final class MappingChild {
    private MappingChild() {}

    public static void main(String[] args) {
        try {
            long begun = System.nanoTime();
            MappingScenario.valueOf(args[0]).run(Integer.parseInt(args[1]));
            System.out.println(
                    args[0] + ": " + args[1] + " elements, " + (System.nanoTime() - begun) / 1_000_000 + " ms");
            ChildJvm.passed();
        } catch (Throwable failure) {
            ChildJvm.failed(failure);
        }
    }
}

package io.github.asyncwrap.verification.memory;

/** One scenario in a JVM of its own; fails if the heap grows. */
final class MemoryChild {
    private MemoryChild() {}

    /** The scenario's name, and how many steps. */
    public static void main(String[] args) throws InterruptedException {
        Scenario scenario = Scenario.valueOf(args[0]);
        Heap heap = new Heap(Long.parseLong(args[1]));
        long begun = System.nanoTime();
        scenario.run(Long.parseLong(args[1]), heap);
        System.out.println(scenario + ": " + heap + ", " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        if (!heap.isFlat()) {
            throw new AssertionError("the heap is not flat");
        }
    }
}

package io.github.asyncwrap.verification.conformance;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/** The combinations of a test, all of which are tried, and those that fail named. */
final class Cases {
    private final String of;
    private final List<Executable> cases = new ArrayList<>();

    /**
     * Starts with none.
     *
     * @param of what is tried
     */
    Cases(Object... of) {
        this.of = List.of(of).toString();
    }

    void add(String name, Executable test) {
        cases.add(() -> {
            try {
                test.execute();
            } catch (Throwable failed) {
                throw new AssertionError(name + ": " + failed, failed);
            }
        });
    }

    void check() {
        Assertions.assertAll(of, cases);
    }
}

package io.github.asyncwrap.verification.mapping;

/** {@code publish(Iterable)}, unordered. */
public class UnorderedIterableTckTest extends IterableTckTest {
    public UnorderedIterableTckTest() {
        super(false);
    }
}

package io.github.asyncwrap.verification.mapping;

/** {@code processor()}, unordered. */
public class UnorderedProcessorTckTest extends ProcessorTckTest {
    public UnorderedProcessorTckTest() {
        super(false);
    }
}

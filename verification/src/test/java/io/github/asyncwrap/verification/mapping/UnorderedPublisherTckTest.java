package io.github.asyncwrap.verification.mapping;

/** {@code publish(Publisher)}, unordered. */
public class UnorderedPublisherTckTest extends PublisherTckTest {
    public UnorderedPublisherTckTest() {
        super(false);
    }
}

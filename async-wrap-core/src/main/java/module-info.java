/**
 * Lets asynchronous code call blocking code through a bounded door: {@code AsyncWrapper}.
 */
@org.jspecify.annotations.NullMarked
module io.github.asyncwrap.core {
    requires transitive com.google.common;
    requires org.slf4j;
    requires static transitive org.jspecify;

    uses io.github.asyncwrap.ContextCapture;

    exports io.github.asyncwrap;
    exports io.github.asyncwrap.file;
    exports io.github.asyncwrap.observe;
}

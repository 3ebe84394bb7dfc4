/**
 * For tests of code that wraps blocking calls. JUnit and AssertJ are optional: only the extensions need the
 * one, and only the assertions the other.
 */
@org.jspecify.annotations.NullMarked
module io.github.asyncwrap.testkit {
    requires transitive io.github.asyncwrap.core;
    requires transitive mockwebserver3;
    requires transitive okhttp3;
    requires okhttp3.tls;
    requires okio;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;
    requires static org.assertj.core;
    requires static org.junit.jupiter.api;

    exports io.github.asyncwrap.testkit;
}

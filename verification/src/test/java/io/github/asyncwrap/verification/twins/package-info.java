/** Broken twins of the engine, and how they are run: a stress test is worth what it catches. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.verification.twins;

/** What brings bytes from one thread to another. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.benchmarks.pipes;

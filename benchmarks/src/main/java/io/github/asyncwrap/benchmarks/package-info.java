/** JMH benchmarks of the door beside its peers. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.benchmarks;

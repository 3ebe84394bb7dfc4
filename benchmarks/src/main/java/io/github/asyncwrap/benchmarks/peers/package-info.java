/** The peers, each with the same number of threads and the same bound on what waits. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.benchmarks.peers;

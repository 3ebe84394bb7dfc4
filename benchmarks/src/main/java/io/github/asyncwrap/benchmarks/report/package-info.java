/** From JMH's JSON to the tables and charts of {@code docs/benchmarks}. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.benchmarks.report;

/**
 * Contracts that others define, held against this library method by method. Where there is a reference implementation
 * the same tests run on it, too: it shows that the tests are right.
 */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.verification.conformance;

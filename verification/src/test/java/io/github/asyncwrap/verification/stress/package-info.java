/** Interleavings of two threads, tried by the million: jcstress tests of the door. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.verification.stress;

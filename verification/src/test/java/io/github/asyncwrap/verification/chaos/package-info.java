/** Everything at once, at random: the calls, the bodies' own counters, and what must hold at the end. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.verification.chaos;

/** Tests of the door as its users see it. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.verification;

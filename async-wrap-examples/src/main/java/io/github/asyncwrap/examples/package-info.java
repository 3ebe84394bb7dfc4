/** The upload system, and the command line of the runnable jar. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.examples;

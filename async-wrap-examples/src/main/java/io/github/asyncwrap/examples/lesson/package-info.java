/** The lessons: what they have in common, and the table of them. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.examples.lesson;

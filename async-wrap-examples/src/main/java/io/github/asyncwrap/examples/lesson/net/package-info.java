/** Network programs. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.examples.lesson.net;

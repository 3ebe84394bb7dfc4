/** One echo server, nine ways. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.examples.lesson.echo;

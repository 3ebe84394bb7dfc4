/** The lesson of the echo server, which is written in nine ways. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.examples.lesson.echo;

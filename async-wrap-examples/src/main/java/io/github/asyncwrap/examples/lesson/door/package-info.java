/** From the event loop to the door. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.examples.lesson.door;

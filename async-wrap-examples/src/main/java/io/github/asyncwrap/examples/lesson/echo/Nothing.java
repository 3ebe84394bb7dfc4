package io.github.asyncwrap.examples.lesson.echo;

/** The value of routines and tasks that have none: {@code Void} has no value but null, which must then be allowed everywhere. */
enum Nothing {
    /** The only one. */
    NOTHING
}

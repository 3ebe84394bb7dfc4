/** Law 3 in a small heap: what is over is gone, however much of it there was. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.verification.memory;

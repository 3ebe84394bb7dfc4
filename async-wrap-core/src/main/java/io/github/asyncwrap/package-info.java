/** The door: {@code AsyncWrapper}, {@code AsyncFuture} and what they name. */
package io.github.asyncwrap;

/** The publishers and processors of mappings against the kit of Reactive Streams. */
@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.verification.mapping;

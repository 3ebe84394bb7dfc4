@org.jspecify.annotations.NullMarked
package io.github.asyncwrap.verification.file;

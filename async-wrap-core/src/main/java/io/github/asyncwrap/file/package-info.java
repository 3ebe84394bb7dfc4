/** Asynchronous files: {@code AsyncFiles}, {@code AsyncFile}, and publishers of what is in files and directories. */
package io.github.asyncwrap.file;

/**
 * Asynchronous files: {@code AsyncFiles}, {@code AsyncFile}, publishers of what is in files and directories, and
 * {@code AsyncTrees} for whole trees.
 */
package io.github.asyncwrap.file;

package io.github.asyncwrap.file;

import java.nio.file.Path;

/**
 * How far an operation of {@link AsyncTrees} is: told after each file, directory and link, and after each chunk of a file.
 *
 * @param path what was worked on last: of the tree that is read, or, where a zip file is unpacked, of the target
 * @param done what is done
 * @see TreeOptions#progress
 */
public record TreeProgress(Path path, TreeSummary done) {}

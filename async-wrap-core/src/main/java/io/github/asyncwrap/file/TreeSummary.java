package io.github.asyncwrap.file;

/**
 * What an operation of {@link AsyncTrees} has done, or has done so far.
 *
 * @param files the regular files that are done; other things that are neither directories nor symbolic links count here
 *     when they are deleted
 * @param directories the directories, the root among them
 * @param links the symbolic links that are themselves part of the tree; not those that are followed or skipped
 * @param bytes the bytes of regular files; those of a file that is not yet done are among them
 */
public record TreeSummary(long files, long directories, long links, long bytes) {}

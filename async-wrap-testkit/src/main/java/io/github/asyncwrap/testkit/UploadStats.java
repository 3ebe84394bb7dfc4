package io.github.asyncwrap.testkit;

/**
 * What an upload server answers to one upload.
 *
 * @param bytes the bytes received
 * @param count the number of chunks
 * @param min the size of the smallest chunk, 0 for an empty body
 * @param max the size of the largest chunk, 0 for an empty body
 * @param requests the uploads completed by this server, this one included
 * @param md5 the MD5 of the body in lower-case hexadecimal digits
 */
public record UploadStats(long bytes, long count, long min, long max, long requests, String md5) {}

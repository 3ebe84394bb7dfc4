package io.github.asyncwrap.examples;

/**
 * What a {@link CopyRun} is told.
 *
 * @param workers how many threads copy
 * @param tasks how many uploads they copy between them
 * @param chunkSize the bytes of each write
 * @param bytesPerTask the bytes of each upload
 * @param url the address of the upload server
 * @param consumer what the bytes are written to
 */
record CopySettings(int workers, int tasks, int chunkSize, long bytesPerTask, String url, ConsumerKind consumer) {

    /**
     * Checks that the sizes can be counted.
     *
     * @throws ArithmeticException if all the bytes together are more than a long can say
     */
    CopySettings {
        Math.multiplyExact(bytesPerTask, (long) tasks);
    }

    long totalBytes() {
        return bytesPerTask * tasks;
    }
}

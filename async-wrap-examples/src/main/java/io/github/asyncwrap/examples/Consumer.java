package io.github.asyncwrap.examples;

import io.github.asyncwrap.testkit.UploadStats;

/**
 * Takes the bytes of one upload chunk by chunk.
 *
 * <p>A consumer is used by one thread at a time. {@link #write} gives backpressure: it returns when the consumer has
 * room for more. Once a call has thrown an {@link UploadException}, the upload is over and holds nothing any more:
 * every later call throws too, and says the same. A consumer that is never closed keeps its upload open.
 */
interface Consumer {

    /**
     * Takes the next chunk of the body. An empty chunk adds nothing.
     *
     * @param chunk the bytes; the array belongs to the consumer from now on and must not be changed any more
     * @throws UploadException if the upload has failed, or the calling thread is interrupted (its flag stays set)
     * @throws IllegalStateException after {@link #close}
     */
    void write(byte[] chunk);

    /**
     * Ends the body and waits for the server's answer. Closing again gives the same answer.
     *
     * @return what the server says it received
     * @throws UploadException if the upload has failed, or the calling thread is interrupted (its flag stays set)
     */
    UploadStats close();
}

package io.github.asyncwrap.examples;

import io.github.asyncwrap.testkit.UploadStats;
import java.io.IOException;

/** One blocking {@code PUT}, prepared and not yet sent. Its {@code toString()} names the method and the address. */
interface Upload {

    /**
     * Sends the body and waits for the answer. To be called once.
     *
     * @return the stats in the answer
     * @throws IOException if the server cannot be reached, the connection breaks, the body cannot be read, the answer
     *     is another than 201, or {@link #cancel} was called
     */
    UploadStats execute() throws IOException;

    /**
     * Ends {@link #execute} early, from any thread, before or during it: its connection is closed under it. An upload
     * that waits for the next bytes of its body is not woken by this: the body's source must be closed too.
     */
    void cancel();
}

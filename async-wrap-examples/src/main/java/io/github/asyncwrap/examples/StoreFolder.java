package io.github.asyncwrap.examples;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where stored uploads are. The seam between the store and the disk: tests put a disk that is full or slow here. */
interface StoreFolder extends AutoCloseable {

    /** A new upload, with a name that no other has. Does not block: the disk is not touched yet. */
    Part newPart();

    @Override
    void close() throws IOException;

    /**
     * One upload on its way to the disk. All methods block, and are called by one thread after the other. Nothing is
     * ever seen under the upload's name but the whole of it.
     */
    interface Part {

        /** The name that the upload gets in the end. */
        String name();

        /** Appends bytes; all of them, or it fails. */
        void write(ByteBuffer bytes) throws IOException;

        /** Gives the whole upload its name. Never replaces another file. */
        void commit() throws IOException;

        /** Removes what has been written; without effect if that is nothing. */
        void discard() throws IOException;
    }
}
